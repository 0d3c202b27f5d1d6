package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.util.function.BiConsumer;

/** The headers that a step sets itself: {@code header} ("Name: value", repeated). */
public final class FuzzHeaders {
  private FuzzHeaders() {}

  /** Hands each to the client, which has none of that name yet. */
  public static void set(Message step, BiConsumer<String, String> setter) {
    for (String header : step.all("header")) {
      int colon = header.indexOf(": ");
      setter.accept(header.substring(0, colon), header.substring(colon + 2));
    }
  }
}
