package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.Resend;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.asynchttpclient.Request;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.jspecify.annotations.Nullable;

/**
 * The plan to send a rejected request once more, from the rejection to the next answer. Listens to
 * the end of the future, so that nothing is kept beyond it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // listeners are told
final class SecondSending implements Runnable, Executor {
  final Resend resend;
  final Request request;
  private final AsyncHttpClientHook hook;
  private final NettyResponseFuture<?> future;
  private final AtomicReference<@Nullable KeptAnswer> first;
  private final AtomicBoolean isDelivering = new AtomicBoolean();
  private volatile @Nullable Thread deliverer;
  private volatile @Nullable Continuation wait;

  SecondSending(
      AsyncHttpClientHook hook,
      NettyResponseFuture<?> future,
      Resend resend,
      Request request,
      KeptAnswer first) {
    this.hook = hook;
    this.future = future;
    this.resend = resend;
    this.request = request;
    this.first = new AtomicReference<>(first);
  }

  /** From now on the request's failure is its first answer. */
  void begin(Continuation forToken) {
    wait = forToken;
    hook.plan(future, this);
    future.addListener(this, this);
  }

  /** The first answer, for the one who asks first. */
  @Nullable KeptAnswer take() {
    hook.forget(future, this);
    return first.getAndSet(null);
  }

  /** The second answer is there, or none is wanted. */
  void end() {
    KeptAnswer unused = take();
    if (unused != null) {
      unused.dropLater();
    }
  }

  /**
   * Whether the application gets its first answer in place of a failure. A connection that ends can
   * make the client try twice, on two threads: a failure that comes while the answer is on its way
   * is none, unless the delivery itself has failed.
   */
  boolean deliverFirst() {
    if (isDelivering.get()) {
      return Thread.currentThread() != deliverer && !future.isDone();
    }
    KeptAnswer known = first.get();
    if (known == null || !known.isComplete() || future.isDone()) {
      return false;
    }
    if (!isDelivering.compareAndSet(false, true)) {
      return true;
    }
    KeptAnswer answer = first.getAndSet(null);
    endWait();
    if (answer == null || !answer.deliverAtLast(this)) {
      isDelivering.set(false);
      return false;
    }
    resend.failed();
    return true;
  }

  /** On the thread that delivers. */
  void delivers() {
    deliverer = Thread.currentThread();
  }

  void delivered() {
    deliverer = null;
    isDelivering.set(false);
  }

  void endWait() {
    Continuation waiting = wait;
    wait = null;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  /** At once, on the thread that ends the future. */
  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void run() {
    endWait();
    end();
  }
}
