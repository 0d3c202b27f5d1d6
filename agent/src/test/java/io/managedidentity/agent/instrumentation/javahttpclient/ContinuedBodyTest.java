package io.managedidentity.agent.instrumentation.javahttpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ContinuedBodyTest {
  /** As a publisher has to (reactive streams, 3.9). */
  @Test
  void failsASubscriberThatAsksForNothing() {
    List<String> failures = new ArrayList<>();
    ContinuedBody body = new ContinuedBody(new byte[] {1}, null, null);

    body.subscribe(
        new Flow.Subscriber<ByteBuffer>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(0);
          }

          @Override
          public void onNext(ByteBuffer part) {
            throw new AssertionError("nothing was asked for");
          }

          @Override
          public void onError(Throwable cause) {
            failures.add(cause.toString());
          }

          @Override
          public void onComplete() {
            throw new AssertionError("it has failed");
          }
        });

    assertEquals(
        List.of("java.lang.IllegalArgumentException: not more than nothing is asked for"),
        failures);
  }
}
