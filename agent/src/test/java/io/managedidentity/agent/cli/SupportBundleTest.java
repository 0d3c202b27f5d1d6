package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.management.Explainer;
import io.managedidentity.agent.management.Explanation;
import io.managedidentity.agent.routing.RequestUrl;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a process goes into the zip for support. */
public class SupportBundleTest {
  @TempDir Path folder;

  /** As the agent's own object answers. */
  public interface AnswerMXBean {
    Explanation getAnswer();
  }

  @Test
  void showsNothingOfADecisionThatTheFileHasMasked() throws Exception {
    String text =
        """
        { "discover.salt": "planted", "mappings": [ { "name": "api", "host": "a.example", "resource": "r",
          "format": "ApiKey planted;{token}", "placeholder": "planted-dummy", "path": "/**",
          "setHeaders": { "x": "planted", "source": { "atLeast": "planted" } } } ] }
        """;
    Path file = Files.writeString(folder.resolve("m.json"), text);
    AgentConfig config = ConfigLoader.ofProcess().loadFile(file.toString()).config();
    assertNotNull(config);
    Explanation answer =
        new Explainer(config, List.of())
            .explain(RequestUrl.parse("https://a.example/"), "GET", List.of(), false);
    assertTrue(String.valueOf(answer.getSet()).contains("planted"), "the file's author may see it");
    MBeanServer server = MBeanServerFactory.newMBeanServer();
    ObjectName name = new ObjectName("test:type=Answer");
    AnswerMXBean bean = () -> answer;
    server.registerMBean(new StandardMBean(bean, AnswerMXBean.class, true), name);

    String decision =
        SupportBundle.decision((CompositeData) server.getAttribute(name, "Answer")).toString();

    assertEquals(
        "{\"host\":\"a.example\",\"decision\":\"inject\",\"reason\":\""
            + answer.getReason()
            + "\",\"explanation\":\""
            + answer.getExplanation().replace("\"", "\\\"")
            + "\",\"mapping\":\"api\"}",
        decision);
    assertFalse((decision + MaskedConfiguration.of(text)).contains("planted"), decision);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/etc/m.json:1:17: /mappings/0/host: \"x\" is bad. Write it. | /etc/m.json:1:17: /mappings/0/host",
        "ERROR C:\\m.json:1:17: /mode: \"x\": no. Do. | ERROR C:\\m.json:1:17: /mode",
        "ERROR m.json:1:2: /a=b: the key. Do. | ERROR m.json:1:2: (4 characters)",
        "ERROR agent argument \"mode\": \"x\" is no mode. Do. | ERROR agent argument \"mode\"",
        "WARN the service answered 401: look | WARN the service answered 401: look"
      })
  void cutsProblemsToTheirPlaces(String line, String place) {
    assertEquals(place, SupportBundle.place(line));
  }

  @Test
  void readsTheFileOfTheProcess() throws IOException {
    Path process = folder.resolve("4711");
    Path inside = process.resolve("root/nowhere-else/m.json");
    Path absolute = Path.of("/nowhere-else/m.json").toAbsolutePath();
    assertEquals(absolute, SupportBundle.found(process, absolute.toString()));

    Files.createDirectories(inside.getParent());
    Files.writeString(inside, "{}");
    Files.createDirectories(process.resolve("cwd"));

    assertEquals(inside, SupportBundle.found(process, absolute.toString()));
    assertEquals(process.resolve("cwd/m.json"), SupportBundle.found(process, "m.json"));
  }

  @Test
  void saysWhyThereIsNoConfiguration() {
    assertEquals(
        "{\"note\":\"there is no mapping file\"}", SupportBundle.configuration(folder, ""));
    assertEquals(
        "{\"error\":\"it cannot be read: java.nio.file.NoSuchFileException\"}",
        SupportBundle.configuration(folder, folder.resolve("none.json").toString()));
  }

  @Test
  void leavesNoHalfZipAndOverwritesNothing() throws IOException {
    Path file = folder.resolve("bundle.zip");
    SupportBundle.write(Map.of("a", "{}"), file);
    assertThrows(FileAlreadyExistsException.class, () -> SupportBundle.write(Map.of(), file));
    assertTrue(Files.exists(file));

    Path half = folder.resolve("half.zip");
    Map<String, String> twice =
        new AbstractMap<>() {
          @Override
          public Set<Map.Entry<String, String>> entrySet() {
            return Set.of(Map.entry("a", "1"), Map.entry("a", "2"));
          }
        };
    assertThrows(IOException.class, () -> SupportBundle.write(twice, half));
    assertFalse(Files.exists(half));
  }
}
