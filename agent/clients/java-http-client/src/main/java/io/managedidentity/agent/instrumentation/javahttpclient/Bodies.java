package io.managedidentity.agent.instrumentation.javahttpclient;

import java.net.http.HttpRequest;
import java.util.Optional;

/** Which bodies can be sent twice. Loaded with the first rejection. */
final class Bodies {
  private static final String JDK = "jdk.internal.net.http.RequestPublishers$";

  private Bodies() {}

  /**
   * Only the JDK's publishers of memory and files: a supplier may return the same stream again, and
   * a publisher of the application may publish only once. What was gathered can be sent, too.
   */
  static boolean isRepeatable(HttpRequest request) {
    Optional<?> publisher = request.bodyPublisher();
    if (!publisher.isPresent()) {
      return true;
    }
    EditableBody editable = EditableBody.of(request);
    GatheredBody gathered = editable == null ? null : editable.gathered();
    if (gathered != null && gathered.whole() != null) {
      return true;
    }
    Object made = gathered == null ? publisher.get() : gathered.publisher();
    switch (made.getClass().getName()) {
      case JDK + "EmptyPublisher":
      case JDK + "ByteArrayPublisher":
      case JDK + "StringPublisher":
      case JDK + "FilePublisher":
        return true;
      default:
        return false;
    }
  }
}
