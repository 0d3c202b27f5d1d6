package io.managedidentity.agent.discovery;

import org.jspecify.annotations.Nullable;

/** A place in the application's own code. Immutable. */
public final class CallSite {
  private final String className;
  private final String method;
  private final @Nullable String jar;

  CallSite(String className, String method, @Nullable String jar) {
    this.className = className;
    this.method = method;
    this.jar = jar;
  }

  /** Binary name, such as {@code com.contoso.Invoices}. */
  public String className() {
    return className;
  }

  /** The method's name; of a lambda that of the method it stands in. */
  public String method() {
    return method;
  }

  /**
   * File name of the jar, such as {@code orders-1.4.jar}; of a folder its last two names; null if
   * the class has no place.
   */
  public @Nullable String jar() {
    return jar;
  }

  @Override
  public String toString() {
    return className + "." + method + (jar == null ? "" : " (" + jar + ")");
  }
}
