package io.managedidentity.agent.reload;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigOption;
import io.managedidentity.agent.config.ConfigOptions;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.Mode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a new version of the configuration changes: settings by key and mappings by name. Values are
 * not shown, except the mode: a header that is set can be a secret. Immutable.
 */
public final class ConfigChanges {
  /** More of a kind are counted instead of named, so that the line stays readable. */
  private static final int MOST_NAMED = 20;

  private static final String CLIENT = "instrumentation.";

  private final AgentConfig before;
  private final AgentConfig after;
  private final List<String> settings = new ArrayList<>();
  private final List<String> needRestart = new ArrayList<>();
  private final List<String> added = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final List<String> changed = new ArrayList<>();
  private final Set<String> unchanged = new HashSet<>();
  private final boolean isOrderChanged;

  private ConfigChanges(AgentConfig before, AgentConfig after) {
    this.before = before;
    this.after = after;
    compareSettings();
    isOrderChanged = compareMappings();
  }

  public static ConfigChanges between(AgentConfig before, AgentConfig after) {
    return new ConfigChanges(before, after);
  }

  /** Whether nothing with an effect has changed. */
  public boolean isEmpty() {
    return settings.isEmpty()
        && added.isEmpty()
        && removed.isEmpty()
        && changed.isEmpty()
        && !isOrderChanged;
  }

  /** Names of the mappings that are as they were, their mode included. */
  public Set<String> unchangedMappings() {
    return unchanged;
  }

  /** Keys of settings that have changed, and take effect only with the next start. */
  public List<String> needRestart() {
    return needRestart;
  }

  /** Such as {@code changed mode (was inject); added mapping "b"; changed mapping "a" (path)}. */
  @Override
  public String toString() {
    if (isEmpty()) {
      return "no setting and no mapping changed";
    }
    StringBuilder text = new StringBuilder();
    append(text, "changed ", settings);
    append(text, "added mapping ", added);
    append(text, "removed mapping ", removed);
    append(text, "changed mapping ", changed);
    if (isOrderChanged) {
      text.append(text.length() == 0 ? "" : "; ").append("changed the order of the mappings");
    }
    return text.toString();
  }

  /** As a sentence about the version that is not in use. */
  public String asDifference() {
    return isEmpty()
        ? "valid, and in use"
        : "valid, but another version is in use; a reload would say: " + this;
  }

  private static void append(StringBuilder text, String what, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    text.append(text.length() == 0 ? "" : "; ").append(what);
    for (int i = 0; i < names.size() && i < MOST_NAMED; i++) {
      text.append(i == 0 ? "" : ", ").append(names.get(i));
    }
    if (names.size() > MOST_NAMED) {
      text.append(" and ").append(names.size() - MOST_NAMED).append(" more");
    }
  }

  private void compareSettings() {
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      String key = option.key();
      Object old = value(before, key);
      Object now = value(after, key);
      if (Objects.equals(old, now)) {
        continue;
      }
      settings.add(key.equals("mode") ? "mode (was " + before.mode().label() + ")" : key);
      boolean isClientSwitchedOn =
          key.startsWith(CLIENT) && Boolean.TRUE.equals(now); // its classes may be loaded unwoven
      boolean isBeginning = key.startsWith("discover.") && !before.isDiscovering();
      if ((ConfigOptions.isFixedAtStart(key) && !isBeginning) || isClientSwitchedOn) {
        needRestart.add(key);
      }
    }
  }

  /** Null for what is not a setting of its own: it shows in the mappings. */
  private static @Nullable Object value(AgentConfig config, String key) {
    switch (key) {
      case "mode":
        return config.mode();
      case "cloud":
        return config.cloud();
      case "token.firstTokenWait":
        return config.firstTokenWaitMillis();
      case "token.prefetch":
        return config.prefetch();
      case "log.level":
        return config.logLevel();
      case "log.file":
        return config.logFile();
      case "log.format":
        return config.logFormat();
      case "reload":
        return config.reload();
      case "jmx":
        return config.jmx();
      case "onInvalidConfig":
        return config.onInvalidConfig();
      case "discover.report":
        return config.discoverReport();
      case "discover.salt":
        return config.discoverSalt();
      case "instrumentation.relocated":
        return config.coversRelocated();
      case "instrumentation.shadedPrefixes":
        return config.shadedPrefixes();
      case "config":
        return config.file();
      default:
        return key.startsWith(CLIENT)
            ? config.isInstrumentationEnabled(key.substring(CLIENT.length()))
            : null;
    }
  }

  /** Whether those that stayed are in another order. */
  private boolean compareMappings() {
    Map<String, MappingConfig> old = new LinkedHashMap<>();
    for (MappingConfig mapping : before.mappings()) {
      old.put(mapping.name(), mapping);
    }
    int last = -1;
    boolean isMoved = false;
    for (MappingConfig mapping : after.mappings()) {
      MappingConfig earlier = old.remove(mapping.name());
      if (earlier == null) {
        added.add(quoted(mapping));
        continue;
      }
      isMoved |= earlier.index() < last;
      last = earlier.index();
      List<String> keys =
          new MappingChanges(earlier, mapping, isOfTopLevel(earlier, mapping)).keys();
      if (keys.isEmpty() && earlier.mode() == mapping.mode()) {
        unchanged.add(mapping.name());
      } else if (!keys.isEmpty()) {
        changed.add(quoted(mapping) + " " + keys.toString().replace('[', '(').replace(']', ')'));
      }
    }
    for (MappingConfig mapping : old.values()) {
      removed.add(quoted(mapping));
    }
    return isMoved;
  }

  /**
   * Whether the mapping's mode follows the top level's, which is reported once and not for each.
   */
  private boolean isOfTopLevel(MappingConfig earlier, MappingConfig now) {
    return before.mode() != after.mode()
        && earlier.mode() == ofMappings(before.mode())
        && now.mode() == ofMappings(after.mode());
  }

  private static Mode ofMappings(Mode mode) {
    return mode == Mode.DISCOVER ? Mode.OFF : mode;
  }

  private static String quoted(MappingConfig mapping) {
    return "\"" + mapping.name() + "\"";
  }
}
