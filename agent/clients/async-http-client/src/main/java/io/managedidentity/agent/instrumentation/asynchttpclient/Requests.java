package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.instrumentation.PublicGetter;
import java.util.List;
import org.asynchttpclient.Request;
import org.asynchttpclient.request.body.multipart.Part;

/** What of a request can be had again. */
final class Requests {
  private static final String BODIES = "org.asynchttpclient.request.body.";

  /** Only later versions have a body of this kind. */
  private static final PublicGetter BYTE_BUF = new PublicGetter("getByteBufData");

  private Requests() {}

  /**
   * Whether the request has no body, or one that the client can make again from it. Streams,
   * publishers and generators of the application's own may give it only once.
   */
  static boolean isRepeatable(Request request) throws ReflectiveOperationException {
    if (request.getStreamData() != null || BYTE_BUF.get(request) != null) {
      return false;
    }
    Object generator = request.getBodyGenerator();
    if (generator != null
        && !isOneOf(generator, "generator.", "File", "ByteArray", "BodyGenerator")) {
      return false;
    }
    List<Part> parts = request.getBodyParts();
    if (parts != null) {
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        if (!isOneOf(part, "multipart.", "File", "ByteArray", "Part")
            && !isOneOf(part, "multipart.", "String", "String", "Part")) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isOneOf(
      Object body, String folder, String one, String other, String kind) {
    String name = body.getClass().getName();
    return name.equals(BODIES + folder + one + kind) || name.equals(BODIES + folder + other + kind);
  }
}
