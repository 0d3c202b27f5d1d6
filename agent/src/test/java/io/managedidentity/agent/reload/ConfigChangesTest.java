package io.managedidentity.agent.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigOption;
import io.managedidentity.agent.config.ConfigOptions;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.config.OptionReach;
import io.managedidentity.agent.config.SettingLookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigChangesTest {
  private static final String ONE = "{\"name\":\"a\",\"host\":\"a.example\",\"resource\":\"r\"}";

  /** For each key of a mapping a value that is not its default. */
  private static final Map<String, String> OF_MAPPING =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("host", "\"b.example\""),
              Map.entry("path", "\"/v2/**\""),
              Map.entry("methods", "[\"GET\"]"),
              Map.entry("resource", "\"other\""),
              Map.entry("identity", "{\"clientId\":\"11111111-2222-3333-4444-555555555555\"}"),
              Map.entry("existingAuthorization", "\"replace\""),
              Map.entry("header", "\"x-token\""),
              Map.entry("format", "\"{token}\""),
              Map.entry("removeHeaders", "[\"x-api-key\"]"),
              Map.entry("removeQuery", "[\"code\"]"),
              Map.entry("setHeaders", "{\"x-secret\":\"do-not-show\"}"),
              Map.entry("onTokenFailure", "\"fail-request\""),
              Map.entry("allowPlainHttp", "true"),
              Map.entry("fallbackOnRejection", "true"),
              Map.entry("share", "5"),
              Map.entry("placeholder", "\"do-not-show\""),
              Map.entry("mode", "\"observe\"")));

  /** For each top-level key a value that is not its default. */
  private static final Map<String, String> OF_TOP_LEVEL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("mode", "\"off\""),
              Map.entry("cloud", "\"china\""),
              Map.entry("token.firstTokenWait", "\"1s\""),
              Map.entry("token.prefetch", "true"),
              Map.entry("log.level", "\"debug\""),
              Map.entry("log.file", "\"agent.log\""),
              Map.entry("log.format", "\"json\""),
              Map.entry("reload", "false"),
              Map.entry("jmx", "false"),
              Map.entry("onInvalidConfig", "\"abort\""),
              Map.entry("discover.report", "\"reports\""),
              Map.entry("discover.salt", "\"salt\""),
              Map.entry("instrumentation.shadedPrefixes", "[\"com.example\"]")));

  @TempDir Path folder;

  @Test
  void namesEachKeyOfAMappingAndNoValue() throws IOException {
    AgentConfig before = config("", ONE);
    for (Map.Entry<String, String> key : OF_MAPPING.entrySet()) {
      String without =
          key.getKey().equals("host") ? ONE.replace("\"host\":\"a.example\",", "") : ONE;
      without =
          key.getKey().equals("resource") ? without.replace(",\"resource\":\"r\"", "") : without;
      String mapping = without.replace("}", ",\"" + key.getKey() + "\":" + key.getValue() + "}");

      ConfigChanges changes = ConfigChanges.between(before, config("", mapping));

      assertEquals("changed mapping \"a\" (" + key.getKey() + ")", changes.toString());
      assertEquals(Set.of(), changes.unchangedMappings());
    }
  }

  @Test
  void knowsEveryKeyOfAMapping() {
    Set<String> keys = new TreeSet<>(OF_MAPPING.keySet());
    // A name is the mapping itself, and a confirmation changes nothing.
    keys.addAll(List.of("name", "hosts", "skip", "service", "confirm"));
    keys.addAll(List.of("tokenEndpoint", "clientId", "answer")); // see the row of their own

    assertEquals(
        ConfigOptions.mapping().stream()
            .map(ConfigOption::key)
            .collect(Collectors.toCollection(TreeSet::new)),
        keys);
  }

  @Test
  void namesEachTopLevelKeyAndSaysWhichNeedARestart() throws IOException {
    AgentConfig before = config("", ONE);
    List<String> needRestart = new ArrayList<>();
    for (Map.Entry<String, String> key : OF_TOP_LEVEL.entrySet()) {
      ConfigChanges changes =
          ConfigChanges.between(
              before, config("\"" + key.getKey() + "\":" + key.getValue() + ",", ONE));

      String note = key.getKey().equals("mode") ? " (was inject)" : "";
      assertEquals("changed " + key.getKey() + note, changes.toString());
      needRestart.addAll(changes.needRestart());
    }

    assertEquals(
        List.of(
            "instrumentation.shadedPrefixes", "jmx", "log.file", "log.format", "onInvalidConfig"),
        needRestart);
  }

  @Test
  void saysThatRecordsBeginAtOnceAndGoElsewhereWithTheNextStart() throws IOException {
    AgentConfig none = config("", ONE);
    AgentConfig first = config("\"discover.report\":\"a\",\"discover.salt\":\"s\",", ONE);
    AgentConfig second = config("\"discover.report\":\"b\",\"discover.salt\":\"t\",", ONE);

    assertEquals(List.of(), ConfigChanges.between(none, first).needRestart());
    assertEquals(
        List.of("discover.report", "discover.salt"),
        ConfigChanges.between(first, second).needRestart());
  }

  @Test
  void knowsEveryTopLevelKey() {
    Set<String> keys = new TreeSet<>(OF_TOP_LEVEL.keySet());
    keys.addAll(List.of("$schema", "mappings"));
    keys.addAll(List.of("identity", "source")); // they show in the mappings that use them

    Set<String> all = new TreeSet<>();
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      boolean isClient =
          option.key().startsWith("instrumentation.")
              && !option.key().equals("instrumentation.shadedPrefixes");
      if (option.reach() != OptionReach.OUTSIDE_FILE && !isClient) {
        all.add(option.key());
      }
    }
    assertEquals(all, keys);
  }

  @Test
  void saysThatAClientSwitchedOnNeedsARestartAndOneSwitchedOffDoesNot() throws IOException {
    String key = "instrumentation.http-url-connection";
    AgentConfig on = config("", ONE);
    AgentConfig off = config("\"" + key + "\":false,", ONE);

    assertEquals("changed " + key, ConfigChanges.between(on, off).toString());
    assertEquals(List.of(), ConfigChanges.between(on, off).needRestart());
    assertEquals(List.of(key), ConfigChanges.between(off, on).needRestart());
  }

  @Test
  void showsAChangedSourceAndASkipInTheMapping() throws IOException {
    AgentConfig before = config("", ONE);

    assertEquals(
        "changed mapping \"a\" (identity)",
        ConfigChanges.between(before, config("\"source\":\"imds\",", ONE)).toString());
    assertEquals(
        "changed mapping \"a\" (skip, resource)",
        ConfigChanges.between(
                before, config("", "{\"name\":\"a\",\"host\":\"a.example\",\"skip\":true}"))
            .toString());
  }

  @Test
  void showsWhatChangesOfATokenEndpoint() throws IOException {
    String endpoint = "{\"name\":\"a\",\"tokenEndpoint\":\"t\"}";

    assertEquals(
        "changed mapping \"a\" (clientId)",
        ConfigChanges.between(
                config("", endpoint), config("", endpoint.replace("}", ",\"clientId\":\"x\"}")))
            .toString());
    assertEquals(
        "changed mapping \"a\" (answer)",
        ConfigChanges.between(
                config("", endpoint), config("", endpoint.replace("}", ",\"answer\":true}")))
            .toString());
    assertTrue(
        ConfigChanges.between(config("", ONE), config("", endpoint))
            .toString()
            .contains("tokenEndpoint"));
  }

  @Test
  void saysTheTopLevelModeOnceAndNotForEachMapping() throws IOException {
    String own = ONE.replace("\"a\"", "\"b\"").replace("}", ",\"mode\":\"inject\"}");
    AgentConfig before = config("", ONE, own);

    ConfigChanges changes =
        ConfigChanges.between(before, config("\"mode\":\"observe\",", ONE, own));

    assertEquals("changed mode (was inject)", changes.toString());
    assertEquals(Set.of("b"), changes.unchangedMappings(), "a injects no more");
  }

  @Test
  void namesWhatIsAddedRemovedAndMoved() throws IOException {
    String b = ONE.replace("\"a\"", "\"b\"");
    String c = ONE.replace("\"a\"", "\"c\"");

    assertEquals(
        "added mapping \"c\"; removed mapping \"a\"",
        ConfigChanges.between(config("", ONE, b), config("", b, c)).toString());
    assertEquals(
        "changed the order of the mappings",
        ConfigChanges.between(config("", ONE, b), config("", b, ONE)).toString());
    assertTrue(ConfigChanges.between(config("", ONE), config(" ", ONE)).isEmpty());
    assertEquals(
        "no setting and no mapping changed",
        ConfigChanges.between(config("", ONE), config("/* a comment */", ONE)).toString());
  }

  @Test
  void countsWhatWouldMakeTheLineTooLong() throws IOException {
    String[] many =
        IntStream.range(0, 25)
            .mapToObj(i -> ONE.replace("\"a\"", "\"m" + i + "\""))
            .toArray(String[]::new);

    String text = ConfigChanges.between(config("", ONE), config("", many)).toString();

    assertTrue(text.contains("added mapping \"m0\", \"m1\", "), text);
    assertTrue(text.contains("\"m19\" and 5 more; removed mapping \"a\""), text);
  }

  private AgentConfig config(String members, String... mappings) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            "{" + members + "\"mappings\":[" + String.join(",", Arrays.asList(mappings)) + "]}");
    ConfigResult result =
        new ConfigLoader(SettingLookup.NONE, SettingLookup.NONE).loadFile(file.toString());
    assertEquals(List.of(), result.problems());
    return result.config();
  }
}
