package io.managedidentity.agent.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The raw value of each top-level option, from the first channel that has one: agent argument,
 * system property, environment variable, file. Reports names that no channel knows.
 */
final class Settings {
  /** A mistyped variable is one within this distance; others may belong to someone else. */
  private static final int NEAR = 2;

  private final AgentArguments arguments;
  private final SettingLookup properties;
  private final SettingLookup environment;
  private @Nullable ConfigNode root;

  Settings(AgentArguments arguments, SettingLookup properties, SettingLookup environment) {
    this.arguments = arguments;
    this.properties = properties;
    this.environment = environment;
  }

  void useFile(ConfigNode file) {
    root = file;
  }

  /** The value of the option from its first channel, or null. */
  @Nullable ConfigNode find(ConfigOption option) {
    ConfigNode outside = option.reach() == OptionReach.FILE ? null : findOutsideFile(option);
    return outside == null ? inFile(option.key()) : outside;
  }

  private @Nullable ConfigNode findOutsideFile(ConfigOption option) {
    String argument = arguments.get(option.key());
    if (argument != null) {
      return ConfigNode.ofText(AgentArguments.channel(option.key()), argument);
    }
    String property = trimmed(properties.get(option.systemProperty()));
    if (!property.isEmpty()) {
      return ConfigNode.ofText("system property " + option.systemProperty(), property);
    }
    ConfigNode variable = variable(option.environmentVariable());
    return variable == null ? variable(option.shortEnvironmentVariable()) : variable;
  }

  private @Nullable ConfigNode variable(String name) {
    String value = trimmed(environment.get(name));
    return value.isEmpty() ? null : ConfigNode.ofText("environment variable " + name, value);
  }

  /** {@code a.b} stands in the file as {@code {"a": {"b": …}}} or as {@code {"a.b": …}}. */
  private @Nullable ConfigNode inFile(String key) {
    ConfigNode file = root;
    if (file == null) {
      return null;
    }
    ConfigNode flat = file.get(key);
    int dot = key.indexOf('.');
    if (flat != null || dot < 0) {
      return flat;
    }
    ConfigNode group = file.get(key.substring(0, dot));
    return group == null ? null : group.get(key.substring(dot + 1));
  }

  /** Reports properties under our prefix that are not options, and variables nearly like ours. */
  void reportUnknownNames(Problems problems) {
    List<String> keys = ConfigOptions.keysOutsideFile();
    for (String name : properties.names()) {
      if (name.startsWith(ConfigOptions.PROPERTY_PREFIX)) {
        String key = name.substring(ConfigOptions.PROPERTY_PREFIX.length());
        if (!keys.contains(key)) {
          problems.add(
              "system property " + Problems.quoted(name),
              "there is no such setting",
              NearestKey.hint(key, keys) + "Known settings are in docs/configuration.md.");
        }
      }
    }
    for (String name : environment.names()) {
      if (name.startsWith(ConfigOptions.VARIABLE_PREFIX)) {
        reportIfMistyped(name, problems);
      }
    }
  }

  /**
   * Kubernetes sets variables such as MANAGED_IDENTITY_AGENT_SERVICE_HOST for a service of that
   * name: an unknown variable alone is not a mistake.
   */
  private static void reportIfMistyped(String name, Problems problems) {
    String nearest = null;
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      String known = option.environmentVariable();
      if (known.equals(name) || option.shortEnvironmentVariable().equals(name)) {
        return;
      }
      int length = known.length() - ConfigOptions.VARIABLE_PREFIX.length();
      if (length >= 4
          && Math.abs(known.length() - name.length()) <= NEAR
          && NearestKey.distance(known, name) <= Math.min(NEAR, length / 4)) {
        nearest = known;
      }
    }
    if (nearest != null) {
      problems.add(
          "environment variable " + name,
          "there is no such setting",
          "Did you mean \"" + nearest + "\"? If it is not meant for the agent, rename it.");
    }
  }

  /** A blank value counts as unset: scripts often export empty variables. */
  private static String trimmed(@Nullable String text) {
    return text == null ? "" : text.trim();
  }
}
