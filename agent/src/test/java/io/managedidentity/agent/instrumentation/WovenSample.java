package io.managedidentity.agent.instrumentation;

import java.io.IOException;

/** What {@link WeaverTest} weaves: a loop at the first instruction, primitives, a static method. */
public class WovenSample {
  public int runs;
  public String label = "here";

  public int count() {
    return runs;
  }

  public boolean isNew() {
    return runs == 0;
  }

  public boolean ask(String text, int number, long wide, Object last) {
    while (number > 0) {
      number--;
      runs++;
    }
    return text == null;
  }

  public void drop(double wide, String text) {
    for (; ; ) {
      runs++;
      if (text.length() <= runs) {
        return;
      }
    }
  }

  public static String name(long wide, String text) {
    return wide + text;
  }

  public synchronized String read(String text, int number) throws IOException {
    try {
      if (number > 0) {
        text = twice(text);
        throw new IOException(text);
      }
      throw new IllegalStateException(text);
    } catch (IllegalStateException e) {
      return "own";
    } finally {
      runs++;
    }
  }

  public void close(long wide, String text, int number) throws IOException {
    if (--number >= 0) {
      throw new IOException(label);
    }
    runs++;
  }

  public String twice(String text) {
    return text;
  }

  public String loud(String text) {
    String same = twice(text);
    return same + "!";
  }
}
