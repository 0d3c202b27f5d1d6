package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.instrumentation.PublicGetter;
import java.io.IOException;
import okhttp3.RequestBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Bodies that can be sent twice, and what is in them. Loaded when that first matters. */
final class Bodies {
  private static final PublicGetter IS_ONE_SHOT = new PublicGetter("isOneShot");
  private static final PublicGetter IS_DUPLEX = new PublicGetter("isDuplex");

  /** Whether it is their own class that says so; it is asked for each request. */
  private static final ClassValue<Boolean> SAYS_ITSELF =
      new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> body) {
          return saysItself(body);
        }
      };

  private static final int MOST_BYTES = RouteInjection.MOST_BODY_BYTES;

  private Bodies() {}

  /** All of the body, if it is short and can be asked again for the writing itself; else null. */
  static byte @Nullable [] read(@Nullable RequestBody body)
      throws IOException, ReflectiveOperationException {
    if (body == null || body.contentLength() > MOST_BYTES || !isRepeatable(body)) {
      return null;
    }
    Buffer buffer = new Buffer();
    body.writeTo(buffer);
    return buffer.size() > MOST_BYTES ? null : buffer.readByteArray();
  }

  /**
   * Other bodies count only if their own class says that they can be sent again: most were written
   * before the client asked, and a stream would be sent again as an empty body. The client's own
   * composite bodies answer for bodies that were never asked.
   */
  static boolean isRepeatable(@Nullable RequestBody body) throws ReflectiveOperationException {
    if (body == null) {
      return true;
    }
    String name = body.getClass().getName();
    if (SAYS_ITSELF.get(body.getClass())) {
      return !name.startsWith("okhttp3.")
          && Boolean.FALSE.equals(IS_ONE_SHOT.get(body))
          && !Boolean.TRUE.equals(IS_DUPLEX.get(body));
    }
    return isOwn(body);
  }

  /** Whether it is of the client's own kinds, and no code of the application. */
  static boolean isOwn(@Nullable RequestBody body) {
    String name = body == null ? "" : body.getClass().getName();
    return name.equals("okhttp3.FormBody") || name.startsWith(RequestBody.class.getName() + "$");
  }

  /** Whether it is a stream of the application that nobody can read beforehand. */
  static boolean isSentOnce(RequestBody body) throws ReflectiveOperationException {
    return !isRepeatable(body) && !Boolean.TRUE.equals(IS_DUPLEX.get(body));
  }

  private static boolean saysItself(Class<?> body) {
    try {
      return body.getMethod("isOneShot").getDeclaringClass() != RequestBody.class;
    } catch (NoSuchMethodException e) {
      return false; // before 3.14
    }
  }
}
