package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.Resend;
import org.jspecify.annotations.Nullable;

/**
 * What a hook knows of its client's requests that mappings name, on one page for each state:
 *
 * <pre>
 *   sent     → in flight
 *   answered → done; or, if that is a rejection and the request is to be sent once more,
 *   kept       (the rejection, for the case that the resend has no answer) and
 *   planned    (the resend, until the request is written)
 *   sent     → in flight, …
 *   answered → done: the kept rejection is dropped
 *   failed   → done: the kept rejection is the application's
 * </pre>
 *
 * <p>A state is kept beside an object of the client that the hook sees there, by identity and
 * weakly: a request that ends elsewhere leaves nothing. If a client has no single object for all
 * states, each method is given the right one. Thread-safe; the states of one request follow one
 * another.
 *
 * @param <F> a request in flight
 * @param <A> a kept answer; {@code Void} if the hook keeps none here
 */
public final class Ledger<F extends InFlight, A> {
  private final WeakIdentityMap<F> inFlight = new WeakIdentityMap<>();
  private final WeakIdentityMap<Resend> resends = new WeakIdentityMap<>();
  private final WeakIdentityMap<Rejection<A>> rejections = new WeakIdentityMap<>();

  public boolean isEmpty() {
    return inFlight.isEmpty() && resends.isEmpty() && rejections.isEmpty();
  }

  int size() {
    return inFlight.size() + resends.size() + rejections.size();
  }

  /**
   * The request is written.
   *
   * @param now null if it goes out as the application made it
   */
  public void sent(Object request, @Nullable F now) {
    if (now == null) {
      inFlight.remove(request);
    } else {
      inFlight.put(request, now);
    }
  }

  /** Null if it is not in flight, or is as the application made it. */
  public @Nullable F inFlight(@Nullable Object request) {
    return inFlight.get(request);
  }

  /** An answer is there, or none is expected: the request is forgotten. */
  public @Nullable F answered(@Nullable Object request) {
    resends.remove(request);
    rejections.remove(request);
    return inFlight.remove(request);
  }

  /** The next writing of the request is a resend. */
  public void plan(Object request, Resend resend) {
    resends.put(request, resend);
  }

  /** The resend that the request is sent for, until it is answered; null for a first sending. */
  public @Nullable Resend resend(@Nullable Object request) {
    return resends.get(request);
  }

  /** The same for the next writing only. */
  public @Nullable Resend takeResend(@Nullable Object request) {
    return resends.remove(request);
  }

  /** The rejection is kept until the resend is answered, or fails. */
  public void keep(Object request, Resend resend, A answer) {
    rejections.put(request, new Rejection<>(resend, answer));
  }

  /** The request has failed: returns the earlier rejection, if there is one, and forgets it. */
  public @Nullable Rejection<A> failed(@Nullable Object request) {
    return rejections.remove(request);
  }
}
