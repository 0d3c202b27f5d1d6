package io.managedidentity.agent.instrumentation.javahttpclient;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A body of which the beginning was gathered and the rest was not: the client's subscriber gets the
 * one, and then what it asks the application's publisher for. Holds no more than what was gathered
 * and asked for. Thread-safe.
 */
final class ContinuedBody implements Flow.Subscription {
  private final ArrayDeque<ByteBuffer> parts = new ArrayDeque<>();
  private final Flow.@Nullable Subscription source;
  private Flow.@Nullable Subscriber<? super ByteBuffer> target;
  private @Nullable Throwable failure;
  private long demand;
  private boolean isEnded;
  private boolean isOver;
  private boolean isDelivering;

  /**
   * @param next what came after that, or null
   * @param source null if nothing more will come
   */
  ContinuedBody(byte[] gathered, @Nullable ByteBuffer next, Flow.@Nullable Subscription source) {
    if (gathered.length > 0) {
      parts.add(ByteBuffer.wrap(gathered));
    }
    if (next != null) {
      parts.add(next);
    }
    this.source = source;
  }

  void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(this);
    synchronized (this) {
      target = subscriber;
    }
    deliver();
  }

  @Override
  public void request(long n) {
    synchronized (this) {
      if (n <= 0) {
        parts.clear();
        isEnded = true;
        failure = new IllegalArgumentException("not more than nothing is asked for");
      } else {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      }
    }
    deliver();
  }

  @Override
  public void cancel() {
    synchronized (this) {
      isOver = true;
      parts.clear();
    }
    if (source != null) {
      source.cancel();
    }
  }

  /** More of the rest, which was asked for. */
  void onNext(ByteBuffer item) {
    synchronized (this) {
      parts.add(item);
      demand = demand == Long.MAX_VALUE ? demand : demand + 1;
    }
    deliver();
  }

  void onError(Throwable cause) {
    synchronized (this) {
      failure = cause;
      isEnded = true;
    }
    deliver();
  }

  void onComplete() {
    synchronized (this) {
      isEnded = true;
    }
    deliver();
  }

  /** One thread at a time; what another adds meanwhile is seen before it leaves. */
  private void deliver() {
    while (true) {
      Flow.Subscriber<? super ByteBuffer> subscriber;
      ByteBuffer part = null;
      long more = 0;
      Throwable cause;
      synchronized (this) {
        subscriber = target;
        cause = failure;
        if (subscriber == null || isOver || isDelivering) {
          return;
        }
        if (!parts.isEmpty() && demand > 0) {
          part = parts.remove();
          demand--;
          isDelivering = true;
        } else if (parts.isEmpty() && isEnded) {
          isOver = true;
        } else if (parts.isEmpty() && demand > 0 && source != null) {
          more = demand;
          demand = 0;
        } else {
          return;
        }
      }
      if (part != null) {
        try {
          subscriber.onNext(part);
        } finally {
          delivered();
        }
      } else if (more > 0 && source != null) {
        source.request(more);
      } else if (cause == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(cause);
      }
    }
  }

  private synchronized void delivered() {
    isDelivering = false;
  }
}
