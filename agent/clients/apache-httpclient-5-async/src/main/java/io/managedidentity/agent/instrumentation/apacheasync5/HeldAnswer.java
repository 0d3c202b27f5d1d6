package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.Resend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.util.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A rejection that the application gets only if the request is not sent again. One with a long body
 * is delivered at once, so that memory stays bounded.
 */
final class HeldAnswer implements AsyncDataConsumer {
  private static final int MOST_BYTES =
      io.managedidentity.agent.instrumentation.HeldAnswer.MOST_BYTES;

  private static final CapacityChannel WHOLE =
      new CapacityChannel() {
        @Override
        public void update(int increment) {
          // all of it is here
        }
      };

  private final Faults faults;
  private final Resend resend;
  private final AsyncExecCallback client;
  private final HttpResponse response;
  private final @Nullable EntityDetails details;
  private final ByteArrayBuffer bytes = new ByteArrayBuffer(512);
  private @Nullable List<? extends Header> trailers;
  private @Nullable AsyncDataConsumer application;
  private volatile boolean isHandedOn;

  HeldAnswer(
      Faults faults,
      Resend resend,
      AsyncExecCallback client,
      HttpResponse response,
      @Nullable EntityDetails details) {
    this.faults = faults;
    this.resend = resend;
    this.client = client;
    this.response = response;
    this.details = details;
  }

  boolean isHandedOn() {
    return isHandedOn;
  }

  /**
   * Gives the application what has come so far.
   *
   * @return whether that is all
   */
  boolean handOn() throws HttpException, IOException {
    boolean isWhole = details == null || trailers != null;
    AsyncDataConsumer consumer = begin();
    if (consumer != null && details != null && isWhole) {
      consumer.updateCapacity(WHOLE);
      consumer.streamEnd(trailers);
    }
    return isWhole;
  }

  private @Nullable AsyncDataConsumer begin() throws HttpException, IOException {
    isHandedOn = true;
    resend.notSent();
    AsyncDataConsumer own = client.handleResponse(response, details);
    AsyncDataConsumer consumer = own == null ? null : TappedConsumer.of(own, resend.tap(faults));
    application = consumer;
    if (consumer != null && bytes.length() > 0) {
      consumer.consume(ByteBuffer.wrap(bytes.array(), 0, bytes.length()));
    }
    return consumer;
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    if (application != null) {
      application.updateCapacity(channel);
    } else {
      channel.update(Integer.MAX_VALUE);
    }
  }

  @Override
  public void consume(ByteBuffer source) throws IOException {
    if (!isHandedOn && bytes.length() + source.remaining() > MOST_BYTES) {
      try {
        begin();
      } catch (HttpException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    if (application != null) {
      application.consume(source);
    } else if (!isHandedOn) {
      byte[] chunk = new byte[source.remaining()];
      source.get(chunk);
      bytes.append(chunk, 0, chunk.length);
    }
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers)
      throws HttpException, IOException {
    if (application != null) {
      application.streamEnd(trailers);
    } else {
      this.trailers = trailers == null ? java.util.Collections.<Header>emptyList() : trailers;
    }
  }

  @Override
  public void releaseResources() {
    if (application != null) {
      application.releaseResources();
    }
  }
}
