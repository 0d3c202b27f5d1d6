package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The plan for a request of the client that stands for a rejected one. Immutable. Kept beside that
 * request, which the rejected one leads to by their conversation, so that it must not be held.
 */
final class SecondSending {
  private final WeakReference<Object> original;
  private final Written first;
  private final Resend resend;

  /**
   * @param original the request that the application made
   * @param first its sending that was rejected last
   */
  SecondSending(Object original, Written first, Resend resend) {
    this.original = new WeakReference<>(original);
    this.first = first;
    this.resend = resend;
  }

  boolean isFor(RouteInjection injection) {
    return resend.isFor(injection);
  }

  @Nullable Object original() {
    return original.get();
  }

  /** What goes on the wire: the headers of the first sending, not those of the client's copy. */
  Written write(Sending sending) throws ReflectiveOperationException, RequestRefusedException {
    Object made = original.get();
    if (made == null) {
      throw new IllegalStateException("the request is gone");
    }
    HeaderList headers = Fields.headers(made);
    String target = first.ownTarget;
    WireEdit edit = resend.edit(headers, target);
    return edit == null
        ? new Written(sending, target, null, headers, target, first.firstNanos, this)
        : new Written(sending, target, edit, edit.headers(), edit.target(), first.firstNanos, this);
  }
}
