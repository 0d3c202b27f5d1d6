package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.instrumentation.Rejection;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The rejections of calls that are sent once more, by thread, the innermost call first: an
 * interceptor may make a call within another. Not in the ledger, beside what stands for the call:
 * since 3.14 an answer leads there, so that it would stay if a call ends with neither an answer nor
 * an {@code IOException}. Here only a few can pile up. Thread-safe.
 */
final class KeptRejections {
  /** On one thread; more are left over from calls that have ended. */
  private static final int MOST = 4;

  private final WeakIdentityMap<ArrayDeque<Kept>> ofThreads = new WeakIdentityMap<>();

  private static final class Kept {
    final WeakReference<Object> call;
    final Rejection<Response> rejection;

    Kept(Object call, Rejection<Response> rejection) {
      this.call = new WeakReference<>(call);
      this.rejection = rejection;
    }
  }

  boolean isEmpty() {
    return ofThreads.isEmpty();
  }

  /**
   * @param call what stands for it; not held
   */
  void keep(Object call, Resend resend, Response answer) {
    ArrayDeque<Kept> known = ofThreads.get(Thread.currentThread());
    ArrayDeque<Kept> kept = known == null ? new ArrayDeque<Kept>(1) : known;
    kept.push(new Kept(call, new Rejection<>(resend, answer)));
    if (kept.size() > MOST) {
      kept.removeLast();
    }
    ofThreads.put(Thread.currentThread(), kept);
  }

  /** Removes it, with those of calls within this one, which have ended. */
  @Nullable Rejection<Response> take(Object call) {
    ArrayDeque<Kept> known = ofThreads.get(Thread.currentThread());
    if (known == null || !hasOf(call, known)) {
      return null;
    }
    Kept kept = known.pop();
    while (kept.call.get() != call) {
      kept = known.pop();
    }
    if (known.isEmpty()) {
      ofThreads.remove(Thread.currentThread());
    }
    return kept.rejection;
  }

  private static boolean hasOf(Object call, ArrayDeque<Kept> known) {
    for (Kept kept : known) {
      if (kept.call.get() == call) {
        return true;
      }
    }
    return false;
  }
}
