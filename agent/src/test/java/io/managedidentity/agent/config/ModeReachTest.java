package io.managedidentity.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mode at the top level and one in a mapping. */
class ModeReachTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "inject, shadow, shadow, false",
    "shadow, inject, inject, false",
    "shadow, , shadow, false",
    "observe, off, off, false",
    "off, shadow, off, true",
    "off, off, off, false",
    "off, , off, false",
    "discover, inject, off, true",
  })
  void saysOnceThatTheModeOfAMappingHasNoEffect(
      String top, String own, String mode, boolean isNoted) throws IOException {
    String member = own == null ? "" : ", \"mode\": \"" + own + "\"";
    ConfigResult result =
        load(
            "{ \"mode\": \"%s\", \"mappings\": [ { \"host\": \"a.example\", \"resource\": \"r\"%s }, { \"host\": \"b.example\", \"resource\": \"r\"%s } ] }"
                .formatted(top, member, member));

    AgentConfig config = result.config();
    assertNotNull(config, result.problems()::toString);
    assertEquals(mode, config.mappings().get(0).mode().label());
    assertEquals(
        isNoted
            ? List.of(
                folder.resolve("m.json")
                    + ":1:%d: the mode of this mapping has no effect, since the mode at the top level is %s, which applies to all mappings."
                        .formatted(69 + top.length(), top))
            : List.of(),
        result.notes());
  }

  @Test
  void refusesToRepeatTokenRequests() throws IOException {
    ConfigResult result =
        load("{ \"mappings\": [ { \"tokenEndpoint\": \"contoso.com\", \"mode\": \"shadow\" } ] }");

    assertNull(result.config());
    assertEquals(1, result.problems().size(), result.problems()::toString);
    assertTrue(
        result.problems().get(0).toString().contains("repeats only GET and HEAD"),
        result.problems()::toString);
  }

  @Test
  void waitsForAGoodVersionUnlessReloadIsOff() throws IOException {
    String settings = "\"jmx\": false, \"discover.report\": \"x\", ";
    AgentConfig waiting = load("{ %s\"mappings\": [ {} ] }".formatted(settings)).waiting();
    assertNotNull(waiting);
    assertEquals(Mode.OFF, waiting.mode());
    assertEquals(List.of(), waiting.mappings());
    assertEquals(false, waiting.jmx());
    assertEquals(false, waiting.isDiscovering());
    assertNotNull(waiting.fingerprint());

    assertNull(load("{ \"reload\": false, \"mappings\": [ {} ] }").waiting());
    assertNull(load("{ \"mode\": \"off\" }").waiting());
  }

  private ConfigResult load(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), json);
    return ConfigLoader.ofProcess().loadFile(file.toString());
  }
}
