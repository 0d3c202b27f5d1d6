package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.instrumentation.TappedBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/**
 * Where the body of an answer that refuses a token goes, as it goes there. Stands between stages of
 * the client, and is seen by none of the application's.
 */
final class TappedConsumer implements AsyncDataConsumer {
  private final AsyncDataConsumer consumer;
  private final AnswerTap tap;

  private TappedConsumer(AsyncDataConsumer consumer, AnswerTap tap) {
    this.consumer = consumer;
    this.tap = tap;
  }

  /**
   * The consumer itself where there is nothing to see.
   *
   * @param consumer null if the answer has no body
   */
  static @Nullable AsyncDataConsumer of(
      @Nullable AsyncDataConsumer consumer, @Nullable AnswerTap tap) {
    return consumer == null || tap == null ? consumer : new TappedConsumer(consumer, tap);
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    consumer.updateCapacity(channel);
  }

  @Override
  public void consume(ByteBuffer source) throws IOException {
    TappedBuffer.show(source, source.position(), source.limit(), tap);
    consumer.consume(source);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers)
      throws HttpException, IOException {
    tap.end();
    consumer.streamEnd(trailers);
  }

  @Override
  public void releaseResources() {
    tap.cut();
    consumer.releaseResources();
  }
}
