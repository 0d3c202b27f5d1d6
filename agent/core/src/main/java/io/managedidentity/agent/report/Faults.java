package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with the records: the first {@value #NAMED} by name, then a sum. */
final class Faults {
  static final int NAMED = 20;

  private final List<Fault> named = new ArrayList<>();
  private long all;
  private long thatBreakProof;

  void add(Fault fault) {
    all++;
    if (fault.kind != Fault.Kind.CUT) {
      thatBreakProof++;
    }
    if (named.size() < NAMED) {
      named.add(fault);
    } else if (fault.kind != Fault.Kind.CUT) {
      // What breaks a proof is named before a line that a kill cut short.
      for (int i = 0; i < named.size(); i++) {
        if (named.get(i).kind == Fault.Kind.CUT) {
          named.set(i, fault);
          return;
        }
      }
    }
  }

  List<Fault> named() {
    return named;
  }

  long all() {
    return all;
  }

  /** Without lines that a kill cut short. */
  long thatBreakProof() {
    return thatBreakProof;
  }

  long unnamed() {
    return all - named.size();
  }
}
