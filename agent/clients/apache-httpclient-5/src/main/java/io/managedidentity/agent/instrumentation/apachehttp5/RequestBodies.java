package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.RouteInjection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** Bodies of requests that are edited. Loaded with the first of them. */
final class RequestBodies {
  private RequestBodies() {}

  /** All of the body, if it is short and can be asked again for the writing itself; else null. */
  static byte @Nullable [] read(HttpEntity entity) throws IOException {
    if (!entity.isRepeatable() || entity.getContentLength() > RouteInjection.MOST_BODY_BYTES) {
      return null;
    }
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    entity.writeTo(copy);
    return copy.size() > RouteInjection.MOST_BODY_BYTES ? null : copy.toByteArray();
  }

  static HttpEntity of(byte[] content) {
    return new ByteArrayEntity(content, (ContentType) null);
  }
}
