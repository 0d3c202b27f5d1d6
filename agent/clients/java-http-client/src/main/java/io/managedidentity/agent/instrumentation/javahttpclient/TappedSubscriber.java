package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.instrumentation.TappedBuffer;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Between the client and the application's subscriber: the body of an answer that refuses a token,
 * as the client gives it. The subscription and the buffers are the client's own.
 */
final class TappedSubscriber<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> subscriber;
  private final AnswerTap tap;

  TappedSubscriber(BodySubscriber<T> subscriber, AnswerTap tap) {
    this.subscriber = subscriber;
    this.tap = tap;
  }

  @Override
  public CompletionStage<T> getBody() {
    return subscriber.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscriber.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    // Before the subscriber has them: what it reads moves their positions.
    if (tap.room() > 0) {
      show(buffers);
    }
    subscriber.onNext(buffers);
  }

  private void show(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        TappedBuffer.show(buffer, tap);
      }
    } catch (Throwable e) { // even of a stack that is full: the bytes are the application's
      tap.failed(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    tap.cut();
    subscriber.onError(failure);
  }

  @Override
  public void onComplete() {
    tap.end();
    subscriber.onComplete();
  }
}
