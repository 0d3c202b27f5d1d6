package io.managedidentity.agent.instrumentation.javahttpclient;

import java.net.http.HttpResponse.BodySubscriber;

/** As the class of the client that has this name. */
final class ResponseSubscribers {
  private ResponseSubscribers() {}

  public interface TrustedSubscriber<T> extends BodySubscriber<T> {
    default boolean needsExecutor() {
      return false;
    }
  }
}
