package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.RouteInjection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read to be edited, and what stands for it then. Loaded with the first of
 * them. Its twin for Apache HttpClient 4 uses that client's types.
 */
final class ReadRequestBody {
  private static final int MOST_BYTES = RouteInjection.MOST_BODY_BYTES;

  private static final OutputStream DISCARD =
      new OutputStream() {
        @Override
        public void write(int b) {}

        @Override
        public void write(byte[] bytes, int offset, int length) {}
      };

  private final byte @Nullable [] content;
  private final HttpEntity entity;

  private ReadRequestBody(byte @Nullable [] content, HttpEntity entity) {
    this.content = content;
    this.entity = entity;
  }

  /** Whether looking at it runs no code of the application and changes nothing. */
  static boolean isAtHand(HttpEntity entity) {
    String name = HttpEntity.class.getName();
    String own = name.substring(0, name.indexOf("core5."));
    return entity.isRepeatable() && entity.getClass().getName().startsWith(own);
  }

  /**
   * Read as a stream, whatever the entity says: the client's own wrapper calls itself repeatable
   * before it is read, one that can be read only once too.
   */
  static ReadRequestBody of(HttpEntity entity) throws IOException {
    if (entity.getContentLength() > MOST_BYTES) {
      return new ReadRequestBody(null, entity);
    }
    InputStream in = entity.getContent();
    if (in == null) {
      return new ReadRequestBody(null, entity);
    }
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    while (copy.size() <= MOST_BYTES) {
      int count = in.read(buffer);
      if (count < 0) {
        entity.writeTo(DISCARD); // so that the client knows that it is read, and does not ask again
        in.close();
        return new ReadRequestBody(copy.toByteArray(), bytes(copy.toByteArray()));
      }
      copy.write(buffer, 0, count);
    }
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(copy.toByteArray()), in);
    return new ReadRequestBody(null, stream(all, entity));
  }

  /** Null if it is too long. */
  byte @Nullable [] content() {
    return content;
  }

  /** The same body: the original's, or what was read of that. */
  HttpEntity entity() {
    return entity;
  }

  static HttpEntity bytes(byte[] content) {
    return new ByteArrayEntity(content, (ContentType) null);
  }

  private static HttpEntity stream(InputStream in, HttpEntity original) {
    return new InputStreamEntity(in, original.getContentLength(), (ContentType) null);
  }
}
