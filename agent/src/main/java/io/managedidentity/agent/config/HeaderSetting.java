package io.managedidentity.agent.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A header that is set when a token is injected. Immutable. */
public final class HeaderSetting {
  private final String name;
  private final String value;
  private final boolean atLeast;

  public HeaderSetting(String name, String value, boolean atLeast) {
    this.name = name;
    this.value = value;
    this.atLeast = atLeast;
  }

  public String name() {
    return name;
  }

  public String value() {
    return value;
  }

  /** Set only where the request's own value is lower (in the order of characters) or absent. */
  public boolean atLeast() {
    return atLeast;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HeaderSetting
        && ((HeaderSetting) other).name.equals(name)
        && ((HeaderSetting) other).value.equals(value)
        && ((HeaderSetting) other).atLeast == atLeast;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, value, atLeast);
  }

  @Override
  public String toString() {
    return name + (atLeast ? " at least " : ": ") + value;
  }
}
