package com.contoso;

import java.util.function.Supplier;

/** Code of an application, for what looks at the stack. */
public final class Invoices {
  private Invoices() {}

  /** Calls it from here. */
  public static <T> T load(Supplier<T> call) {
    return call.get();
  }

  /** Calls it from a lambda. */
  public static <T> T lazily(Supplier<T> call) {
    Supplier<T> later = () -> call.get();
    return later.get();
  }
}
