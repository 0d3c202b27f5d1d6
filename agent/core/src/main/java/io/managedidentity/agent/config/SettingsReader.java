package io.managedidentity.agent.config;

import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.ManagedIdentityId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the raw settings and the file into the configuration. */
final class SettingsReader {
  /** Longer is not a wait but a hang. */
  private static final long MAX_WAIT_MILLIS = 600_000;

  private final Map<String, ConfigNode> nodes = new HashMap<>();
  private final ValueReader values;
  private final Problems problems;

  SettingsReader(Settings settings, Problems problems) {
    this.problems = problems;
    this.values = new ValueReader(problems);
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      ConfigNode node = settings.find(option);
      if (node != null) {
        nodes.put(option.key(), node);
      }
    }
  }

  Mode mode() {
    return values.choice(node("mode"), Mode.values(), Mode.INJECT);
  }

  OnInvalidConfig onInvalidConfig() {
    return values.choice(
        node("onInvalidConfig"), OnInvalidConfig.values(), OnInvalidConfig.DISABLE);
  }

  private static @Nullable String absolute(@Nullable String path) {
    return path == null || path.isEmpty() ? path : ConfigLoader.absolute(path);
  }

  LogFormat logFormat() {
    return values.choice(node("log.format"), LogFormat.values(), LogFormat.TEXT);
  }

  /**
   * Reads all but {@code mode}, {@code onInvalidConfig} and {@code log.format}, which the caller
   * read before.
   */
  void read(AgentConfig.Builder config, Mode mode, boolean fileIsBroken) {
    Cloud cloud = values.choice(node("cloud"), Cloud.values(), Cloud.PUBLIC);
    config
        .mode(mode)
        .cloud(cloud)
        .firstTokenWaitMillis(values.millis(node("token.firstTokenWait"), MAX_WAIT_MILLIS, 10_000))
        .prefetch(values.bool(node("token.prefetch"), false))
        .logLevel(logLevel())
        .logFile(absolute(values.text(node("log.file"))))
        .reload(values.bool(node("reload"), true))
        .jmx(values.bool(node("jmx"), true))
        .discoverReport(values.text(node("discover.report")))
        .discoverSalt(values.text(node("discover.salt")))
        .disabledClients(disabledClients())
        .relocated(values.bool(node("instrumentation.relocated"), true))
        .shadedPrefixes(values.texts(node("instrumentation.shadedPrefixes"), false));
    IdentityReader identities = new IdentityReader(values);
    IdentityConfig identity = identities.identity(node("identity"));
    if (identity == null) {
      identity = new IdentityConfig(ManagedIdentityId.systemAssigned(), null, null, null);
    }
    List<String> sources = identities.sources(node("source"));
    MappingDefaults defaults = new MappingDefaults(mode, cloud, identity, sources);
    config.mappings(mappings(new MappingReader(values, identities, defaults), fileIsBroken));
  }

  /** Reports keys of the file that are not options, on the top level and in its groups. */
  void checkFileKeys(ConfigNode root) {
    List<String> keys = new ArrayList<>();
    Map<String, List<String>> groups = new HashMap<>();
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      String key = option.key();
      int dot = key.indexOf('.');
      if (option.reach() == OptionReach.OUTSIDE_FILE) {
        continue;
      }
      keys.add(key);
      if (dot >= 0) {
        String group = key.substring(0, dot);
        if (!groups.containsKey(group)) {
          groups.put(group, new ArrayList<String>());
        }
        groups.get(group).add(key.substring(dot + 1));
      }
    }
    for (ConfigNode member : root.children()) {
      List<String> inner = groups.get(member.key());
      if (inner != null) {
        checkGroup(root, member, inner);
      } else if (!keys.contains(member.key())) {
        List<String> known = new ArrayList<>(keys);
        known.addAll(groups.keySet());
        values.refuseKey(member, known, withoutDot(known));
      }
    }
  }

  /** Keys of groups are named when a key in the group is wrong: all would be too many. */
  private static List<String> withoutDot(List<String> keys) {
    List<String> some = new ArrayList<>();
    for (String key : keys) {
      if (key.indexOf('.') < 0) {
        some.add(key);
      }
    }
    return some;
  }

  private void checkGroup(ConfigNode root, ConfigNode group, List<String> keys) {
    if (!values.is(group, ConfigNode.Kind.OBJECT, "an object")) {
      return;
    }
    values.refuseUnknown(group, keys);
    for (ConfigNode member : group.children()) {
      String flat = group.key() + "." + member.key();
      if (root.get(flat) != null) {
        problems.add(
            member, "\"" + flat + "\" is given in two forms", "Keep one of the two forms.");
      }
    }
  }

  private List<MappingConfig> mappings(MappingReader reader, boolean fileIsBroken) {
    ConfigNode list = node("mappings");
    if (list == null || !values.is(list, ConfigNode.Kind.ARRAY, "a list of mappings")) {
      return new ArrayList<>(0);
    }
    int count = list.children().size();
    List<MappingConfig> mappings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      mappings.add(reader.read(list.children().get(i), i, fileIsBroken && i == count - 1));
    }
    return mappings;
  }

  private LogLevel logLevel() {
    List<String> words = ValueReader.words(ConfigOptions.LOG_LEVELS);
    int index = values.word(node("log.level"), words);
    return index < 0 ? LogLevel.INFO : LogLevel.valueOf(words.get(index).toUpperCase(Locale.ROOT));
  }

  private Set<String> disabledClients() {
    Set<String> disabled = new HashSet<>();
    for (String client : ClientNames.ALL) {
      if (!values.bool(node("instrumentation." + client), true)) {
        disabled.add(client);
      }
    }
    return disabled;
  }

  private @Nullable ConfigNode node(String key) {
    return nodes.get(key);
  }
}
