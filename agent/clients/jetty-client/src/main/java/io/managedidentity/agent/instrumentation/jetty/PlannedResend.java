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
final class PlannedResend {
  private final WeakReference<Object> original;
  private final InFlightRequest first;
  private final Resend resend;

  /**
   * @param original the request that the application made
   * @param first its sending that was rejected last
   */
  PlannedResend(Object original, InFlightRequest first, Resend resend) {
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

  /** Null if it was not gathered. */
  @Nullable GatheredBody body() {
    return first.decided.body;
  }

  /** As the application made it. */
  String target() {
    return first.decided.target;
  }

  /** What goes on the wire in place of the client's copy. */
  InFlightRequest write(Decided decided, Object copy)
      throws ReflectiveOperationException, RequestRefusedException {
    Object made = original.get();
    if (made == null) {
      throw new IllegalStateException("the request is gone");
    }
    HeaderList headers = merged(Fields.headers(made), Fields.headers(copy));
    WireEdit edit =
        decided.injection.editNow(headers, decided.target, decided.bytesOf(copy), resend);
    return edit == null
        ? new InFlightRequest(decided, null, headers, decided.target, first.firstNanos)
        : new InFlightRequest(decided, edit, edit.headers(), edit.target(), first.firstNanos);
  }

  /**
   * The client leaves headers out of its copy, such as Authorization, and gives it a Host of its
   * own; what its listeners have set there is newer.
   */
  private static HeaderList merged(HeaderList made, HeaderList copy) {
    HeaderList merged = new HeaderList();
    for (int i = 0; i < made.size(); i++) {
      if (made.isNamed(i, "Host") || copy.first(made.name(i)) == null) {
        merged.add(made.name(i), made.value(i));
      } else if (merged.first(made.name(i)) == null) {
        addAll(merged, copy, made.name(i));
      }
    }
    for (int i = 0; i < copy.size(); i++) {
      // The client gives a copy an empty body if the request has none, and headers for it.
      boolean isOfBody = copy.isNamed(i, "Content-Length") || copy.isNamed(i, "Content-Type");
      if (!isOfBody && merged.first(copy.name(i)) == null) {
        addAll(merged, copy, copy.name(i));
      }
    }
    return merged;
  }

  private static void addAll(HeaderList to, HeaderList from, String name) {
    for (int i = 0; i < from.size(); i++) {
      if (from.isNamed(i, name)) {
        to.add(from.name(i), from.value(i));
      }
    }
  }
}
