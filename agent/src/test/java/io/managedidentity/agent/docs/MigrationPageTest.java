package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mapping of docs/migration.md loads; every command has a form that its program knows. */
class MigrationPageTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w+)\\n(.*?)^ *```$");
  private static final Pattern AZ = Pattern.compile("az [a-z][^`\\n]*");

  /** Of the Azure CLI: command, and the options that it needs. */
  private static final Map<String, Set<String>> NEEDED =
      Map.ofEntries(
          Map.entry("vm identity show", Set.of("-g", "-n")),
          Map.entry("webapp identity show", Set.of()),
          Map.entry("identity show", Set.of()),
          Map.entry(
              "role assignment create",
              Set.of("--assignee-object-id", "--assignee-principal-type", "--role", "--scope")),
          Map.entry("storage account update", Set.of("-g", "-n", "--allow-shared-key-access")),
          Map.entry(
              "cosmosdb sql role assignment create",
              Set.of("-g", "-a", "--role-definition-id", "--principal-id", "--scope")),
          Map.entry("resource update", Set.of("--ids", "--set")),
          Map.entry("search service update", Set.of("-g", "-n", "--auth-options")),
          Map.entry("appconfig update", Set.of("-g", "-n", "--disable-local-auth")),
          Map.entry("ad app federated-credential create", Set.of("--id", "--parameters")),
          Map.entry("aks show", Set.of("-g", "-n", "--query", "-o")),
          Map.entry("ad app credential delete", Set.of("--id", "--key-id")));

  @TempDir Path folder;

  @Test
  void hasMappingsThatLoad() throws IOException {
    List<String> mappings = blocks("jsonc");

    assertTrue(mappings.size() >= 5, mappings::toString);
    for (String mapping : mappings) {
      Path file = Files.writeString(folder.resolve("mapping.json"), mapping);
      ConfigResult result = ConfigLoader.ofProcess().loadFile(file.toString());
      assertNotNull(result.config(), () -> mapping + result.problems());
    }
  }

  @Test
  void hasCommandsThatTheAzureCliKnows() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher found = AZ.matcher(page());
    while (found.find()) {
      commands.add(found.group().substring("az ".length()));
    }

    assertTrue(commands.size() >= 10, commands::toString);
    for (String command : commands) {
      String name = command.replaceAll(" -.*", "").trim();
      boolean isNamedInSentence = command.contains("…") || !command.contains(" -");
      if (isNamedInSentence) {
        continue;
      }
      Set<String> needed = NEEDED.get(name);
      assertNotNull(needed, () -> "not in the list of this test: az " + name);
      needed.forEach(
          option ->
              assertTrue((command + " ").contains(" " + option + " "), () -> "az " + command));
    }
  }

  @Test
  void hasLinksThatLeadSomewhere() throws IOException {
    String page = page();
    Matcher link = Pattern.compile("\\]\\(#([^)]*)\\)").matcher(page);
    List<String> anchors =
        page.lines()
            .filter(line -> line.startsWith("#"))
            .map(
                line ->
                    line.replaceFirst("^#+ ", "")
                        .toLowerCase()
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
            .toList();
    int links = 0;
    while (link.find()) {
      links++;
      assertTrue(anchors.contains(link.group(1)), link.group(1) + " is none of " + anchors);
    }
    assertFalse(links < 5);
  }

  @Test
  void namesTheCommandsOfTheAgentAsTheyAre() throws IOException {
    Matcher found = Pattern.compile("managed-identity-agent\\.jar ([a-z]+)").matcher(page());
    List<String> names = new ArrayList<>();
    while (found.find()) {
      names.add(found.group(1));
    }

    assertEquals(List.of("check", "status"), names);
  }

  private static List<String> blocks(String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(page());
    while (found.find()) {
      if (found.group(1).equals(language)) {
        blocks.add(found.group(2));
      }
    }
    return blocks;
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/migration.md"));
  }
}
