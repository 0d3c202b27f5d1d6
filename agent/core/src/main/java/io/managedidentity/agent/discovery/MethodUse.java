package io.managedidentity.agent.discovery;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The requests of one method to one destination, by first segment of their path. Thread-safe. */
public final class MethodUse {
  static final String OTHERS = "*";

  private final Destination destination;
  private final String method;
  private final boolean isPost;
  private volatile PathUse[] paths = {};
  private volatile @Nullable Object attachment;

  /** One first segment. */
  static final class PathUse {
    final String segment;
    final LongAdder count = new LongAdder();

    PathUse(String segment) {
      this.segment = segment;
    }
  }

  MethodUse(Destination destination, String method) {
    this.destination = destination;
    this.method = method;
    this.isPost = method.equals("POST");
  }

  public Destination destination() {
    return destination;
  }

  public String method() {
    return method;
  }

  public boolean isPost() {
    return isPost;
  }

  /** What somebody keeps with it; null at first. */
  public @Nullable Object attachment() {
    return attachment;
  }

  public void attach(Object value) {
    attachment = value;
  }

  /**
   * A request is written.
   *
   * @param target its request target in origin form
   */
  public void request(String target) {
    request(target, false);
  }

  /** The same for a token request, whose first segment is a tenant and no secret. */
  public void tokenRequest(String target) {
    request(target, true);
  }

  private void request(String target, boolean isOfTenant) {
    destination.request(System.currentTimeMillis());
    int end = PathSegment.end(target);
    boolean isSecret =
        PathSegment.isOpaque(target, end) && !(isOfTenant && PathSegment.isGuid(target, end));
    for (PathUse known : paths) {
      if (isSecret ? known.segment.equals(PathSegment.OPAQUE) : isFirst(target, end, known)) {
        known.count.increment();
        return;
      }
    }
    newPath(isSecret ? PathSegment.OPAQUE : target.substring(0, end)).count.increment();
  }

  private static boolean isFirst(String target, int end, PathUse path) {
    return path.segment.length() == end && target.startsWith(path.segment);
  }

  private synchronized PathUse newPath(String segment) {
    PathUse known = find(segment);
    if (known == null && !destination.takesPath()) {
      known = find(OTHERS);
      return known == null ? add(OTHERS) : known;
    }
    return known == null ? add(segment) : known;
  }

  private @Nullable PathUse find(String segment) {
    for (PathUse known : paths) {
      if (known.segment.equals(segment)) {
        return known;
      }
    }
    return null;
  }

  private PathUse add(String segment) {
    PathUse made = new PathUse(segment);
    PathUse[] more = Arrays.copyOf(paths, paths.length + 1);
    more[paths.length] = made;
    paths = more;
    return made;
  }

  long requests() {
    long sum = 0;
    for (PathUse path : paths) {
      sum += path.count.sum();
    }
    return sum;
  }

  PathUse[] paths() {
    return paths.clone();
  }
}
