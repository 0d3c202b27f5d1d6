package io.managedidentity.agent.instrumentation;

import org.jspecify.annotations.Nullable;

/** An HTTP client found in this JVM. Immutable; holds no class and no loader. */
public final class FoundClient {
  private final String name;
  private final @Nullable String version;
  private final String loader;
  private final @Nullable String whyNot;

  /**
   * @param name as in {@code instrumentation.<client>}
   * @param version as far as it is known
   * @param loader the class loader in words, such as {@code bootstrap}
   * @param whyNot why its requests are not covered, in a sentence; null if they are
   */
  FoundClient(String name, @Nullable String version, String loader, @Nullable String whyNot) {
    this.name = name;
    this.version = version;
    this.loader = loader;
    this.whyNot = whyNot;
  }

  public String name() {
    return name;
  }

  public @Nullable String version() {
    return version;
  }

  public String loader() {
    return loader;
  }

  public boolean isCovered() {
    return whyNot == null;
  }

  public @Nullable String whyNot() {
    return whyNot;
  }
}
