package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.instrumentation.PublicGetter;
import org.jspecify.annotations.Nullable;

/** Tells whether a request's body can be sent again, in each version's own way. */
final class Bodies {
  private static final PublicGetter BODY = new PublicGetter("getBody");
  private static final PublicGetter CONTENT = new PublicGetter("getContent");
  private static final PublicGetter IS_REPRODUCIBLE = new PublicGetter("isReproducible");
  private static final PublicGetter REWIND = new PublicGetter("rewind");

  private Bodies() {}

  /** False if the body is known to be one that cannot be sent again. */
  static boolean mayBeRepeatable(Object request) throws ReflectiveOperationException {
    if (expects(request)) {
      return false; // the client asks first, with a request that it makes by itself
    }
    Object body = of(request);
    if (body == null || REWIND.isOn(body)) {
      return true; // says so only when it is rewound
    }
    Object said = IS_REPRODUCIBLE.get(body);
    if (said != null) {
      return (Boolean) said;
    }
    String name = body.getClass().getName();
    String start = "org.eclipse.jetty.client.util.";
    return name.equals(start + "BytesContentProvider")
        || name.equals(start + "StringContentProvider")
        || name.equals(start + "ByteBufferContentProvider")
        || name.equals(start + "PathContentProvider");
  }

  /** Whether its head goes out alone. */
  static boolean expects(Object request) throws ReflectiveOperationException {
    return Fields.headers(request).first("Expect") != null;
  }

  /** From 12 on: rewinds the body. */
  static boolean rewind(Object request) throws ReflectiveOperationException {
    Object body = of(request);
    return body == null || !REWIND.isOn(body) || Boolean.TRUE.equals(REWIND.get(body));
  }

  static @Nullable Object of(Object request) throws ReflectiveOperationException {
    return BODY.isOn(request) ? BODY.get(request) : CONTENT.get(request);
  }
}
