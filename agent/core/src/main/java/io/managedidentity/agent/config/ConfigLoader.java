package io.managedidentity.agent.config;

import java.io.File;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Loads the configuration from its four channels: agent argument, system property, environment
 * variable, file. For each setting the first channel that has it wins. All problems are reported
 * together.
 */
public final class ConfigLoader {
  private final SettingLookup properties;
  private final SettingLookup environment;

  public ConfigLoader(SettingLookup properties, SettingLookup environment) {
    this.properties = properties;
    this.environment = environment;
  }

  /** Of this process. */
  public static ConfigLoader ofProcess() {
    return new ConfigLoader(SettingLookup.SYSTEM_PROPERTIES, SettingLookup.ENVIRONMENT);
  }

  /**
   * Loads as an agent does.
   *
   * @param agentArgument the text after {@code .jar=}; null or empty if there is none
   */
  public ConfigResult load(@Nullable String agentArgument) {
    return load(agentArgument, null);
  }

  /**
   * As {@link #load(String)}, with the mapping file's content read before: the file may be another
   * one by now.
   *
   * @param content null to read the file; not used if another file is named meanwhile
   */
  public ConfigResult load(@Nullable String agentArgument, @Nullable FileContent content) {
    Problems problems = new Problems();
    AgentArguments arguments =
        AgentArguments.parse(
            agentArgument == null ? "" : agentArgument, ConfigOptions.keysOutsideFile(), problems);
    Settings settings = new Settings(arguments, properties, environment);
    settings.reportUnknownNames(problems);
    ConfigNode file = settings.find(ConfigOptions.topLevelOptions().get(0));
    if (file != null && file.text().isEmpty()) {
      problems.add(file, "it is empty", "Name the mapping file.");
      file = null;
    }
    return load(settings, file == null ? null : absolute(file.text()), content, problems);
  }

  /**
   * The path of a file as messages show it: they are read by people who do not know the working
   * directory of the process.
   */
  public static String absolute(String path) {
    String plain = path;
    while (plain.startsWith("./")) {
      plain = plain.substring(2);
    }
    return new File(plain).getAbsolutePath();
  }

  /** Loads one file by itself: settings of other channels do not count. */
  public ConfigResult loadFile(String file) {
    Problems problems = new Problems();
    AgentArguments none = AgentArguments.parse("", ConfigOptions.keysOutsideFile(), problems);
    return load(
        new Settings(none, SettingLookup.NONE, SettingLookup.NONE), absolute(file), null, problems);
  }

  private ConfigResult load(
      Settings settings, @Nullable String file, @Nullable FileContent content, Problems problems) {
    boolean fileIsBroken = false;
    ConfigNode root = null;
    FileContent.Fingerprint fingerprint = null;
    if (file != null) {
      ConfigFile source = new ConfigFile(file, problems);
      String text =
          content != null && content.file().equals(file) ? source.text(content) : source.read();
      FileContent used = source.content();
      fingerprint = used == null ? null : used.fingerprint();
      if (text != null) {
        ConfigTreeReader tree =
            new ConfigTreeReader(
                text, new ConfigNode.Origin(file, true), new Placeholders(environment), problems);
        root = tree.read();
        fileIsBroken = tree.isBroken();
      }
    }
    if (root != null) {
      settings.useFile(root);
    }
    SettingsReader reader = new SettingsReader(settings, problems);
    OnInvalidConfig onInvalidConfig = reader.onInvalidConfig();
    LogFormat logFormat = reader.logFormat();
    Mode mode = reader.mode();
    AgentConfig.Builder config =
        AgentConfig.builder()
            .file(file == null ? "" : file)
            .onInvalidConfig(onInvalidConfig)
            .logFormat(logFormat);
    if (root != null) {
      reader.checkFileKeys(root);
      if (root.get("mappings") == null && needsMappings(mode) && !fileIsBroken) {
        problems.add(root, "mappings is missing", "Add \"mappings\": [ … ].");
      }
    }
    reader.read(config, mode, fileIsBroken);
    boolean isConfigured = file != null || !needsMappings(mode) || !problems.all().isEmpty();
    boolean isUsable = isConfigured && problems.all().isEmpty();
    config.fingerprint(fingerprint);
    boolean mayWait = !isUsable && file != null && !problems.hasOutsideFile();
    return new ConfigResult(
        isUsable ? config.build() : null,
        mayWait ? waiting(config) : null,
        problems.inOrder(),
        problems.notes(),
        isConfigured,
        onInvalidConfig,
        logFormat);
  }

  private static @Nullable AgentConfig waiting(AgentConfig.Builder config) {
    AgentConfig waiting =
        config
            .mode(Mode.OFF)
            .mappings(Collections.<MappingConfig>emptyList())
            .discoverReport(null)
            .build();
    return waiting.reload() ? waiting : null;
  }

  private static boolean needsMappings(Mode mode) {
    return mode == Mode.INJECT || mode == Mode.OBSERVE || mode == Mode.SHADOW;
  }
}
