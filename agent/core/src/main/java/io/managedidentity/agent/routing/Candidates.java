package io.managedidentity.agent.routing;

import io.managedidentity.agent.target.RawPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidates of one host name or suffix, in the order of the file. Immutable. */
final class Candidates {
  /** No mapping: later than all. */
  static final int NONE = Integer.MAX_VALUE;

  private final Candidate[] all;
  private final Candidate[] withoutPaths;
  private final boolean havePaths;

  /** Finds those with paths; null if they are so few that a linear search is as fast. */
  private final @Nullable PathIndex index;

  Candidates(List<Candidate> inOrder) {
    List<Candidate> with = new ArrayList<>();
    List<Candidate> without = new ArrayList<>();
    for (Candidate candidate : inOrder) {
      (candidate.hasPaths() ? with : without).add(candidate);
    }
    this.all = inOrder.toArray(new Candidate[0]);
    this.withoutPaths = without.toArray(new Candidate[0]);
    this.havePaths = !with.isEmpty();
    this.index = with.size() < PathIndex.WORTH_IT ? null : PathIndex.of(with);
  }

  /**
   * The first match as {@code 2 * order}, plus 1 if its path is ambiguous; {@code best} if none
   * comes before that. Two numbers in one, so that the result needs no object.
   *
   * @param leftEnd end of the labels left of the suffix, or 0 for an exact name
   */
  int first(
      int best,
      String name,
      int leftEnd,
      int port,
      int schemeDefault,
      String method,
      String target) {
    int end = RawPath.end(target);
    RawPath.Form form = havePaths ? RawPath.formOf(target, end) : RawPath.Form.PLAIN;
    PathIndex byPath = form == RawPath.Form.PLAIN ? index : null;
    if (byPath == null) {
      return walk(all, form, best, name, leftEnd, port, schemeDefault, method, target);
    }
    int first = walk(withoutPaths, form, best, name, leftEnd, port, schemeDefault, method, target);
    int hash = 0;
    for (int i = 0; i < end; i++) {
      hash = PathIndex.extend(hash, target.charAt(i));
      if (target.charAt(i) == '/' || i == end - 1) {
        Candidate[] found = byPath.find(target, i + 1, hash);
        first = walk(found, form, first, name, leftEnd, port, schemeDefault, method, target);
      }
    }
    return first;
  }

  private static int walk(
      Candidate[] candidates,
      RawPath.Form form,
      int best,
      String name,
      int leftEnd,
      int port,
      int schemeDefault,
      String method,
      String target) {
    String[] readings = null;
    for (int i = 0; i < candidates.length; i++) {
      Candidate candidate = candidates[i];
      int code = candidate.order() * 2;
      if (code >= best) {
        return best;
      }
      if (!candidate.matchesPort(port, schemeDefault)
          || !candidate.matchesLeft(name, leftEnd)
          || !candidate.matchesMethod(method)) {
        continue;
      }
      if (!candidate.hasPaths()) {
        return code;
      }
      if (form == RawPath.Form.PLAIN) {
        if (candidate.matchesPath(target)) {
          return code;
        }
        continue;
      }
      if (form == RawPath.Form.SEVERAL_READINGS && readings == null) {
        readings = RawPath.readings(target, RawPath.end(target));
      }
      int matching = countMatching(candidate, readings);
      if (matching != 0) {
        return matching > 0 ? code : code + 1;
      }
    }
    return best;
  }

  /** 1 if all readings match, 0 if none does, -1 in between or without any reading. */
  private static int countMatching(Candidate candidate, String @Nullable [] readings) {
    if (readings == null) {
      return -1;
    }
    int matching = 0;
    for (int i = 0; i < readings.length; i++) {
      matching += candidate.matchesPath(readings[i]) ? 1 : 0;
    }
    return matching == 0 ? 0 : matching == readings.length ? 1 : -1;
  }
}
