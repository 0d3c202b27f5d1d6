package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.RouteInjection;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What the application's publisher publishes, gathered as far as it is short. It is asked once,
 * where the client itself would ask it: what is too long goes on from where it was, and what failed
 * fails again, when the client subscribes. Thread-safe.
 */
final class GatheredBody implements Flow.Subscriber<ByteBuffer> {
  private static final int MOST_BYTES = RouteInjection.MOST_BODY_BYTES;

  private final HttpRequest.BodyPublisher publisher;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private boolean isAsked;
  private boolean isOver;
  private byte @Nullable [] whole;
  private @Nullable ContinuedBody rest;
  private boolean isRestTaken;
  private Flow.@Nullable Subscription subscription;
  private @Nullable Runnable waiting;

  GatheredBody(HttpRequest.BodyPublisher publisher) {
    this.publisher = publisher;
  }

  HttpRequest.BodyPublisher publisher() {
    return publisher;
  }

  long contentLength() {
    return publisher.contentLength();
  }

  /** All of it; null if it is not gathered, or too long. */
  synchronized byte @Nullable [] whole() {
    return whole;
  }

  /**
   * Asks the publisher, unless that was done.
   *
   * @param end is run once, on the publisher's thread, if the answer is false
   * @return whether nothing more is to come
   */
  boolean gather(Runnable end) {
    if (takesTurn()) {
      ask();
    }
    synchronized (this) {
      if (!isOver) {
        waiting = end;
      }
      return isOver;
    }
  }

  private void ask() {
    try {
      if (publisher.contentLength() <= MOST_BYTES) {
        publisher.subscribe(this);
        return;
      }
    } catch (RuntimeException e) {
      // of the application; the client asks as well, and meets it
    }
    over();
  }

  private synchronized boolean takesTurn() {
    boolean was = isAsked;
    isAsked = true;
    return !was;
  }

  /** The request is given up. */
  void cancel() {
    Flow.Subscription given;
    synchronized (this) {
      given = isOver ? null : subscription;
      waiting = null;
    }
    if (given != null) {
      given.cancel();
    }
  }

  void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    ContinuedBody continued;
    byte[] all;
    synchronized (this) {
      all = whole;
      continued = isRestTaken ? null : rest;
      isRestTaken = true;
    }
    if (all != null) {
      HttpRequest.BodyPublishers.ofByteArray(all).subscribe(subscriber);
    } else if (continued != null) {
      continued.subscribe(subscriber);
    } else {
      publisher.subscribe(subscriber);
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    synchronized (this) {
      if (subscription == null) {
        subscription = given;
      }
    }
    given.request(1);
  }

  @Override
  public void onNext(ByteBuffer item) {
    ContinuedBody continued = continued();
    if (continued != null) {
      continued.onNext(item);
    } else if (bytes.size() + item.remaining() > MOST_BYTES) {
      ends(null, new ContinuedBody(bytes.toByteArray(), item, subscription()));
    } else {
      byte[] part = new byte[item.remaining()];
      item.get(part);
      bytes.write(part, 0, part.length);
      Flow.Subscription given = subscription();
      if (given != null) {
        given.request(1);
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    ContinuedBody continued = continued();
    if (continued != null) {
      continued.onError(failure);
    } else {
      continued = new ContinuedBody(bytes.toByteArray(), null, null);
      continued.onError(failure);
      ends(null, continued);
    }
  }

  @Override
  public void onComplete() {
    ContinuedBody continued = continued();
    if (continued != null) {
      continued.onComplete();
      return;
    }
    byte[] all = bytes.toByteArray();
    long said = publisher.contentLength();
    if (said < 0 || said == all.length) {
      ends(all, null);
    } else { // the client says what is wrong with it
      continued = new ContinuedBody(all, null, null);
      continued.onComplete();
      ends(null, continued);
    }
  }

  private synchronized Flow.@Nullable Subscription subscription() {
    return subscription;
  }

  private synchronized @Nullable ContinuedBody continued() {
    return rest;
  }

  private void ends(byte @Nullable [] all, @Nullable ContinuedBody continued) {
    synchronized (this) {
      whole = all;
      rest = continued;
    }
    over();
  }

  private void over() {
    Runnable end;
    synchronized (this) {
      isOver = true;
      end = waiting;
      waiting = null;
    }
    if (end != null) {
      end.run();
    }
  }
}
