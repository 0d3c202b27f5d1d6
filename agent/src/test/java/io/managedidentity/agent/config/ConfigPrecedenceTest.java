package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.log.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigPrecedenceTest {
  @TempDir Path folder;
  private final FakeSettings properties = new FakeSettings();
  private final FakeSettings environment = new FakeSettings();
  private String file;

  @BeforeEach
  void writeFile() throws IOException {
    file =
        Files.writeString(
                folder.resolve("a, b=c.json"),
                """
                { "mode": "off", "log": { "level": "error" }, "token": { "firstTokenWait": "1s" },
                  "instrumentation": { "java-http-client": false },
                  "mappings": [ { "host": "${env:HOST:a.example}", "resource": "api://${env:NAME}" } ] }
                """)
            .toString();
    environment.with("NAME", "orders");
  }

  @Test
  void takesTheFileWhereNothingElseIsSaid() {
    AgentConfig config = config(escaped(file));

    assertEquals(Mode.OFF, config.mode());
    assertEquals(LogLevel.ERROR, config.logLevel());
    assertEquals(1000, config.firstTokenWaitMillis());
    assertFalse(config.isInstrumentationEnabled("java-http-client"));
    assertTrue(config.isInstrumentationEnabled("http-url-connection"));
    assertEquals("a.example", config.mappings().get(0).hosts().get(0).text());
    assertEquals("api://orders", config.mappings().get(0).tokenRequest().resource());
  }

  @Test
  void prefersArgumentThenPropertyThenVariableThenFile() {
    environment.with("MANAGED_IDENTITY_AGENT_MODE", "observe");
    environment.with("MANAGED_IDENTITY_AGENT_LOG_LEVEL", "debug");
    environment.with("MANAGED_IDENTITY_AGENT_TOKEN_FIRST_TOKEN_WAIT", "2s");
    properties.with("managedidentity.agent.mode", "inject");
    properties.with("managedidentity.agent.log.level", "warn");

    assertEquals(Mode.INJECT, config(escaped(file)).mode());
    assertEquals(LogLevel.WARN, config(escaped(file)).logLevel());
    assertEquals(2000, config(escaped(file)).firstTokenWaitMillis());
    assertEquals(Mode.OBSERVE, config("mode=observe,config=" + escaped(file)).mode());
    assertEquals(LogLevel.TRACE, config("config=" + escaped(file) + ",log.level=trace").logLevel());
  }

  @Test
  void findsTheFileByPropertyOrVariable() {
    environment.with("MANAGED_IDENTITY_AGENT_CONFIG", folder.resolve("other.json").toString());
    properties.with("managedidentity.agent.config", file);

    assertEquals(file, config("").file());
  }

  @Test
  void isNotConfiguredWhereNothingIsSaid() {
    ConfigResult result = load("");

    assertFalse(result.isConfigured());
    assertEquals(List.of(), result.problems());
  }

  @Test
  void reportsMistypedNamesOfAllChannels() {
    environment.with("MANAGED_IDENTITY_AGENT_LOG_LEVL", "debug");
    properties.with("managedidentity.agent.mod", "off");

    String problems = load("mdoe=off,config=" + escaped(file)).problems().toString();

    assertTrue(problems.contains("MANAGED_IDENTITY_AGENT_LOG_LEVL"), problems);
    assertTrue(problems.contains("managedidentity.agent.mod"), problems);
    assertTrue(problems.contains("mdoe"), problems);
  }

  @Test
  void namesTheChannelOfABadValue() {
    environment.with("MANAGED_IDENTITY_AGENT_LOG_LEVEL", "loud");

    String problems = load(escaped(file)).problems().toString();

    assertTrue(
        problems.startsWith("[environment variable MANAGED_IDENTITY_AGENT_LOG_LEVEL: \"loud\""),
        problems);
  }

  @Test
  void knowsOnInvalidConfigAlthoughTheFileIsBroken() throws IOException {
    Path broken =
        Files.writeString(
            folder.resolve("broken.json"), "{ \"onInvalidConfig\": \"abort\", \"mappings\": [ {");

    assertEquals(OnInvalidConfig.ABORT, load(broken.toString()).onInvalidConfig());
    assertEquals(
        OnInvalidConfig.DISABLE,
        load("onInvalidConfig=disable,config=" + broken).onInvalidConfig());
  }

  private AgentConfig config(String argument) {
    ConfigResult result = load(argument);
    assertEquals(List.of(), result.problems());
    assertNotNull(result.config());
    return result.config();
  }

  private ConfigResult load(String argument) {
    return new ConfigLoader(properties, environment).load(argument);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }
}
