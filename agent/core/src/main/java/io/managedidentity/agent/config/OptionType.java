package io.managedidentity.agent.config;

/** What may be written for an option. */
public enum OptionType {
  TEXT,
  BOOLEAN,
  /** A whole number. */
  NUMBER,
  /** Such as {@code 10s}. */
  DURATION,
  /** One of {@link ConfigOption#choices()}. */
  CHOICE,
  /** A list of texts; comma-separated outside the file. */
  TEXTS,
  /** A text or a list of texts; comma-separated outside the file. */
  TEXT_OR_TEXTS,
  /** {@code system-assigned}, or an object. */
  IDENTITY,
  /** Header names with a text, or an object with {@code atLeast}. */
  HEADERS,
  /** The list of mappings. */
  MAPPINGS
}
