package io.managedidentity.agent.injection;

import io.managedidentity.agent.discovery.Destination;
import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.discovery.MethodUse;
import org.jspecify.annotations.Nullable;

/** The requests of one method to one destination, as discovery sees them. Thread-safe. */
final class Watch {
  private final Discovery discovery;
  private final MethodUse use;
  private final RequestLook look;

  /** What is done with them when no mapping treats them. */
  private final RouteInjection unmapped;

  private final @Nullable RouteInjection guard;

  /** Of the mapping that treated the last one, since most destinations have one. */
  private volatile @Nullable Mapped last;

  private static final class Mapped {
    final RouteInjection mapping;
    final RouteInjection watched;

    Mapped(RouteInjection mapping, RouteInjection watched) {
      this.mapping = mapping;
      this.watched = watched;
    }
  }

  private Watch(
      Discovery discovery, MethodUse use, RouteInjection base, @Nullable RouteInjection guard) {
    this.discovery = discovery;
    this.use = use;
    this.look = new RequestLook(discovery, use);
    this.guard = guard;
    this.unmapped = (guard == null ? base : guard).watching(this, use.destination().host());
  }

  /**
   * The one that is kept with these requests.
   *
   * @param base puts no token on anything
   * @param guard of placeholders, or null; another one after a reload
   */
  static Watch of(
      Discovery discovery, MethodUse use, RouteInjection base, @Nullable RouteInjection guard) {
    Object kept = use.attachment();
    if (kept instanceof Watch && ((Watch) kept).guard == guard) {
      return (Watch) kept;
    }
    Watch made = new Watch(discovery, use, base, guard);
    use.attach(made);
    return made;
  }

  /**
   * What to do with a request.
   *
   * @param found what its mapping does; null or the guard if none treats it
   */
  RouteInjection watched(@Nullable RouteInjection found) {
    if (found == null || found.isGuard()) {
      return unmapped;
    }
    Mapped known = last;
    if (known == null || known.mapping != found) {
      known = new Mapped(found, found.watchedBy(mapped(found.mapping().name())));
      last = known;
    }
    return known.watched;
  }

  /** What notes the requests that the mapping treats. */
  private Watch mapped(String mapping) {
    Destination to = discovery.mapped(use.destination(), mapping);
    return to == null ? this : of(discovery, to.method(use.method()), unmapped, guard);
  }

  boolean readsBody(String target) {
    return look.readsBody(RequestTarget.originForm(target));
  }

  /** A request is about to be written. No failure of this reaches it. */
  void look(HeaderList headers, String target, byte @Nullable [] body) {
    try {
      look.look(headers, target, body);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      discovery.failed(); // its message may have what was looked at
    }
  }

  /** A request is written that cannot be looked at. */
  void unseen() {
    discovery.failed();
  }

  /** The client is about to dial, on the thread of the application perhaps. */
  void dialling() {
    use.destination().dialling();
  }
}
