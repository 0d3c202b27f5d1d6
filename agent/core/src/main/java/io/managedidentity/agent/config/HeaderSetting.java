package io.managedidentity.agent.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A header that is set when a token is injected. Immutable. */
public final class HeaderSetting {
  private final String name;
  private final String value;
  private final String description;
  private final boolean atLeast;

  /**
   * @param description of the value, which may be a secret: its length, and where it came from
   */
  public HeaderSetting(String name, String value, String description, boolean atLeast) {
    this.name = name;
    this.value = value;
    this.description = description;
    this.atLeast = atLeast;
  }

  public String name() {
    return name;
  }

  public String value() {
    return value;
  }

  /** For people: the value may be a secret, so this says its length and where it came from. */
  public String description() {
    return (atLeast ? "at least (" : "(") + description + ")";
  }

  /** Set only if the request's own value is lower (in the order of characters) or absent. */
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
    return name + ": " + description();
  }
}
