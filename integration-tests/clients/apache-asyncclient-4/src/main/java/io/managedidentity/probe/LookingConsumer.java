package io.managedidentity.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.nio.codecs.AbstractContentDecoder;
import org.apache.http.impl.nio.codecs.LengthDelimitedDecoder;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.FileContentDecoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.AbstractAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;

/** An application's own, which asks what kind of decoder it has. */
final class LookingConsumer extends AbstractAsyncResponseConsumer<Message> {
  private final Message seen = new Message();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  @Override
  protected void onResponseReceived(HttpResponse response) {
    seen.add("status", String.valueOf(response.getStatusLine().getStatusCode()));
  }

  @Override
  protected void onEntityEnclosed(HttpEntity entity, ContentType contentType) {
    // its content follows
  }

  @Override
  protected void onContentReceived(ContentDecoder decoder, IOControl connection)
      throws IOException {
    if (!seen.has("decoder")) {
      seen.add(
          "decoder",
          "file "
              + (decoder instanceof FileContentDecoder)
              + ", abstract "
              + (decoder instanceof AbstractContentDecoder)
              + ", delimited "
              + (decoder instanceof LengthDelimitedDecoder));
    }
    ByteBuffer buffer = ByteBuffer.allocate(16);
    while (decoder.read(buffer) > 0) {
      body.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
  }

  @Override
  protected Message buildResult(HttpContext context) throws Exception {
    return seen.add("body", body.toString("UTF-8"));
  }

  @Override
  protected void releaseResources() {
    // has none
  }
}
