package io.managedidentity.agent.routing;

import io.managedidentity.agent.target.RawPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidates of one host name or suffix, in the order of the file. Immutable. */
final class Candidates {
  /** No mapping: later than all. */
  static final int NONE = Integer.MAX_VALUE;

  private final Candidate[] all;
  private final boolean havePaths;

  Candidates(List<Candidate> inOrder) {
    this.all = inOrder.toArray(new Candidate[0]);
    boolean paths = false;
    for (Candidate candidate : all) {
      paths |= candidate.hasPaths();
    }
    this.havePaths = paths;
  }

  /**
   * The first match as {@code 2 * order}, plus 1 if its path is ambiguous; {@code best} where none
   * comes before that. Two numbers in one, so that no object is needed for the answer.
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
    RawPath.Form form =
        havePaths ? RawPath.formOf(target, RawPath.end(target)) : RawPath.Form.PLAIN;
    String[] readings = null;
    for (int i = 0; i < all.length; i++) {
      Candidate candidate = all[i];
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
  static int countMatching(Candidate candidate, String @Nullable [] readings) {
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
