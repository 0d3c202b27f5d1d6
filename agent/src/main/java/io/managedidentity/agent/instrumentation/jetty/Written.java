package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A mapped request that is on the wire. Immutable. Kept beside the request, which must not be held
 * by it: not every request has an answer.
 */
final class Written {
  /** Null where it goes out as the application made it. */
  final @Nullable WireEdit edit;

  final HeaderList headers;
  final String target;

  /** The target before any edit. */
  final String ownTarget;

  /** When the call was first sent, by {@link System#nanoTime}. */
  final long firstNanos;

  /** Null for a first sending. */
  final @Nullable SecondSending plan;

  private final WeakReference<Object> channel;

  Written(Sending sending, WireEdit edit) {
    this(sending, sending.target(), edit, edit.headers(), edit.target(), System.nanoTime(), null);
  }

  Written(
      Sending sending,
      String ownTarget,
      @Nullable WireEdit edit,
      HeaderList headers,
      String target,
      long firstNanos,
      @Nullable SecondSending plan) {
    this.channel = new WeakReference<>(sending.channel());
    this.ownTarget = ownTarget;
    this.edit = edit;
    this.headers = headers;
    this.target = target;
    this.firstNanos = firstNanos;
    this.plan = plan;
  }

  /** The client of the connection that the request was sent over. */
  Object client() throws ReflectiveOperationException {
    Object known = channel.get();
    if (known == null) {
      throw new IllegalStateException("the connection is gone");
    }
    return Sending.clientOf(known);
  }

  /**
   * The request that the application made.
   *
   * @param request the one that was written
   * @return null where that is gone
   */
  @Nullable Object original(Object request) {
    return plan == null ? request : plan.original();
  }
}
