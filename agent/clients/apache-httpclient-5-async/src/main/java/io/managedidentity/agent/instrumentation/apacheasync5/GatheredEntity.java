package io.managedidentity.agent.instrumentation.apacheasync5;

import java.io.IOException;
import java.util.Set;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/** The application's entity, whose body is gathered. */
final class GatheredEntity implements AsyncEntityProducer {
  private final AsyncEntityProducer entity;
  final GatheredBody body;

  GatheredEntity(AsyncEntityProducer entity) {
    this.entity = entity;
    this.body = GatheredBody.of(entity, entity.getContentLength());
  }

  @Override
  public boolean isRepeatable() {
    return body.whole() != null || entity.isRepeatable();
  }

  @Override
  public void failed(Exception cause) {
    entity.failed(cause);
  }

  @Override
  public int available() {
    return body.available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    body.produce(channel);
  }

  @Override
  public void releaseResources() {
    body.released();
    entity.releaseResources();
  }

  @Override
  public long getContentLength() {
    return entity.getContentLength();
  }

  @Override
  public @Nullable String getContentType() {
    return entity.getContentType();
  }

  @Override
  public @Nullable String getContentEncoding() {
    return entity.getContentEncoding();
  }

  @Override
  public boolean isChunked() {
    return entity.isChunked();
  }

  @Override
  public @Nullable Set<String> getTrailerNames() {
    return entity.getTrailerNames();
  }

  /** What is said of a body that was edited. */
  static final class Edited implements EntityDetails {
    private final EntityDetails made;
    private final long length;

    Edited(EntityDetails made, long length) {
      this.made = made;
      this.length = length;
    }

    @Override
    public long getContentLength() {
      return made.getContentLength() < 0 ? made.getContentLength() : length;
    }

    @Override
    public @Nullable String getContentType() {
      return made.getContentType();
    }

    @Override
    public @Nullable String getContentEncoding() {
      return made.getContentEncoding();
    }

    @Override
    public boolean isChunked() {
      return made.isChunked();
    }

    @Override
    public @Nullable Set<String> getTrailerNames() {
      return made.getTrailerNames();
    }
  }
}
