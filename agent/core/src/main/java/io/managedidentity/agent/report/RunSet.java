package io.managedidentity.agent.report;

import java.util.Arrays;

/** Numbers of runs in {@link Fleet#runs()}, each once, in the order in which they came. */
final class RunSet {
  private int[] numbers = {};
  private int size;

  void add(int run) {
    if (size > 0 && numbers[size - 1] == run) {
      return;
    }
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size == 0 ? 1 : size + Math.max(1, size / 2));
    }
    numbers[size++] = run;
  }

  int size() {
    return size;
  }

  int get(int at) {
    return numbers[at];
  }
}
