package io.managedidentity.agent.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** One option: everything that documentation, schema and checks say about it. Immutable. */
public final class ConfigOption {
  private final String key;
  private final OptionType type;
  private final String defaultText;
  private final String sentence;
  private final OptionReach reach;
  private final List<String> choices;
  private final String since = "0.1.0";

  ConfigOption(
      String key,
      OptionType type,
      String defaultText,
      OptionReach reach,
      String sentence,
      String... choices) {
    this.key = key;
    this.type = type;
    this.defaultText = defaultText;
    this.reach = reach;
    this.sentence = sentence;
    this.choices = Collections.unmodifiableList(Arrays.asList(choices));
  }

  public String key() {
    return key;
  }

  public OptionType type() {
    return type;
  }

  /** The default as it would be written; empty if there is none. */
  public String defaultText() {
    return defaultText;
  }

  /** What it does: whole sentences. */
  public String sentence() {
    return sentence;
  }

  public OptionReach reach() {
    return reach;
  }

  /** The words of a {@link OptionType#CHOICE} or of a list of choices; empty for free text. */
  public List<String> choices() {
    return choices;
  }

  /** The version that brought it. */
  public String since() {
    return since;
  }

  /** Name of the system property, such as {@code managedidentity.agent.log.level}. */
  public String systemProperty() {
    return ConfigOptions.PROPERTY_PREFIX + key;
  }

  /** Name of the variable, such as {@code MANAGED_IDENTITY_AGENT_TOKEN_FIRST_TOKEN_WAIT}. */
  public String environmentVariable() {
    return ConfigOptions.VARIABLE_PREFIX + upper(true);
  }

  /**
   * The same with the words of a camel-case key run together ({@code …_FIRSTTOKENWAIT}), which is
   * accepted too.
   */
  public String shortEnvironmentVariable() {
    return ConfigOptions.VARIABLE_PREFIX + upper(false);
  }

  private String upper(boolean splitWords) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '.' || c == '-') {
        name.append('_');
      } else if (c >= 'A' && c <= 'Z') {
        name.append(splitWords ? "_" : "").append(c);
      } else {
        name.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
      }
    }
    return name.toString();
  }
}
