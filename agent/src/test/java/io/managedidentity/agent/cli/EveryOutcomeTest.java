package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What holds of every command: exit codes, one JSON document, help, completion. */
class EveryOutcomeTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static Set<String> commands() {
    return Main.commandLine(Program.commands()).getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void printsOneDocumentOnWrongUsageAndOnHelp(String command) throws IOException {
    assertEquals(2, run(command, "--no-such-option", "--json"));

    assertEquals("usage", document().path("error").asText());
    assertFalse(document().path("message").asText().isEmpty());
    assertFalse(err.toString().isEmpty(), "messages go to stderr");

    assertEquals(0, run(command, "--help", "--json"));
    assertTrue(document().path("text").asText().startsWith("Usage: "), out::toString);
  }

  @Test
  void printsOneDocumentWithoutACommandAndForAnUnknownOne() throws IOException {
    assertEquals(2, run("--json"));
    assertTrue(document().isObject());
    assertEquals(2, run("chekc", "--json"));
    assertTrue(document().path("message").asText().contains("chekc"), out::toString);
  }

  @Test
  void takesTheOptionWithAValueToo() throws IOException {
    assertEquals(2, run("check", "--json=true"));
    assertEquals("usage", document().path("error").asText());

    assertEquals(0, run("version", "--json=false"));
    assertTrue(document().path("text").asText().startsWith("version  "), out::toString);
  }

  @Test
  void printsOneDocumentWhereTheAnswerIsNo() throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), "{ \"mappings\": [ {} ] }");
    String missing = folder.resolve("none.json").toString();
    for (List<String> arguments :
        List.of(
            List.of("check", file.toString()),
            List.of("check", missing),
            List.of("explain", file.toString(), "https://a.example/"),
            List.of("explain", missing, "https://a.example/"),
            List.of("explain", "999999999", "https://a.example/"),
            List.of("token", file.toString(), "api"),
            List.of("services", "no-such-service"),
            List.of("report", folder.toString()),
            List.of("attach", "999999999", file.toString()),
            List.of("status", "999999999"),
            List.of("reload", "999999999"),
            List.of("off", "999999999"),
            List.of("on", "999999999"))) {
      List<String> all = new ArrayList<>(arguments);
      all.add("--json");

      assertEquals(1, run(all.toArray(new String[0])), all::toString);
      assertTrue(document().size() > 0, all::toString);
    }
    assertEquals("failed", document().path("error").asText());
    assertTrue(document().path("message").asText().startsWith("there is no process"));
  }

  @Test
  void printsOneDocumentWhereAllIsWell() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.json"),
            "{ \"mappings\": [ { \"host\": \"a.example\", \"resource\": \"r\" } ] }");
    for (List<String> arguments :
        List.of(
            List.of("check", file.toString()),
            List.of("explain", file.toString(), "https://a.example/"),
            List.of("sources"),
            List.of("services"),
            List.of("schema"),
            List.of("help", "check"),
            List.of("completion", "bash"),
            List.of("version"))) {
      List<String> all = new ArrayList<>(arguments);
      all.add("--json");

      assertEquals(0, run(all.toArray(new String[0])), all::toString);
      assertTrue(document().size() > 0, all::toString);
      assertEquals("", err.toString());
    }
  }

  @Test
  void saysNothingOfAnExceptionButItsPlace() throws IOException {
    List<Object> commands = new ArrayList<>();
    commands.add(new Failing());

    int exit = Main.run(new String[] {"fail", "--json"}, writer(out), writer(err), commands);

    assertEquals(1, exit);
    String message = document().path("message").asText();
    assertTrue(
        message.startsWith("this program failed: java.lang.IllegalStateException at "), message);
    assertFalse(out.toString().contains("planted") || err.toString().contains("planted"));
  }

  @Command(name = "fail")
  private static final class Failing implements Callable<Integer> {
    @Option(names = "--json")
    private boolean asJson;

    @Override
    public Integer call() {
      throw new IllegalStateException("planted " + asJson);
    }
  }

  @Test
  void tellsTheVersionByOption() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().startsWith("version  "), out::toString);
    assertEquals(2, run("check", "--version"));
  }

  @Test
  void helpsWithOneCommandOrAll() {
    assertEquals(0, run("help", "check"));
    String ofCommand = out.toString();
    assertEquals(0, run("check", "--help"));
    assertEquals(out.toString(), ofCommand);
    assertEquals(0, run("help"));
    assertTrue(out.toString().contains("Commands:"), out::toString);
    assertEquals(2, run("help", "chekc"));
    assertTrue(
        err.toString().startsWith("There is no command \"chekc\". There are: check, "),
        err::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completesCommandsAndOptions(String shell) throws Exception {
    assertEquals(0, run("completion", shell));
    String script = out.toString();

    assertEquals("status", completed(script, "managed-identity-agent", "stat"));
    assertEquals("--live", completed(script, "managed-identity-agent", "check", "--li"));
    assertEquals(2, run("completion", "fish"));
  }

  private String completed(String script, String... words) throws Exception {
    Path file = Files.writeString(folder.resolve("completion"), script);
    String ask =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_managed-identity-agent 2>/dev/null; echo ${COMPREPLY[@]}"
            .formatted(file, String.join(" ", words), words.length - 1);
    return answer("bash", "-c", ask);
  }

  /** It offers every word of the place: zsh itself takes those that begin as what is typed. */
  @Test
  void completesInZshWhereThereIsOne() throws Exception {
    assumeTrue(hasZsh(), "there is no zsh here");
    assertEquals(0, run("completion", "zsh"));
    String script = out.toString();

    List<String> first = completedByZsh(script, "managed-identity-agent", "stat");
    List<String> ofCheck = completedByZsh(script, "managed-identity-agent", "check", "--li");

    assertTrue(first.containsAll(List.of("status", "explain")), first::toString);
    assertTrue(ofCheck.containsAll(List.of("--live", "--strict")), ofCheck::toString);
    assertFalse(ofCheck.contains("--bundle"), "that is one of status: " + ofCheck);
  }

  /** As its completion calls a function of bash. {@code -f}: nothing of the user's own. */
  private List<String> completedByZsh(String script, String... words) throws Exception {
    Path file = Files.writeString(folder.resolve("completion"), script);
    String ask =
        "HOME='%s'; autoload -U +X compinit && compinit -u; source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; words=($COMP_WORDS); CURRENT=%d; compgen -F _complete_managed-identity-agent -- %s"
            .formatted(
                folder,
                file,
                String.join(" ", words),
                words.length - 1,
                words.length,
                words[words.length - 1]);
    return answer("zsh", "-f", "-c", ask).lines().toList();
  }

  private static boolean hasZsh() throws Exception {
    try {
      return answer("zsh", "--version").startsWith("zsh ");
    } catch (IOException e) {
      return false;
    }
  }

  private static String answer(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return answer.trim();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token --resource r --client-id 1234 | \"1234\" is not a GUID. Copy the clientId",
        "token --resource r --object-id x | the value (1 character) is not a GUID. Copy the objectId",
        "token --resource r --resource-id x | \"x\" is not an Azure resource id. Write it as"
            + " /subscriptions/",
        "token --resource r --tenant-id a/b | \"a/b\" is not a tenant. Write its id or domain"
            + " name.",
        "token --resource r --source imsd | There is no identity source \"imsd\".",
        "explain m.json https://a.example/ --method G(T | \"G(T\" is not an HTTP method.",
        "explain m.json https://a.example/ --header planted | A --header has no name. Write it as"
            + " 'Name: value'.",
      })
  void refusesOptionsAsTheFileRefusesKeys(String arguments, String message) {
    assertEquals(2, run(arguments.split(" ")));

    assertTrue(err.toString().startsWith(message), err::toString);
  }

  @Test
  void printsTheSchemaOfTheJar() throws IOException {
    assertEquals(0, run("schema"));

    assertEquals(
        JSON.readTree(
            Files.readString(Path.of("../config-examples/managed-identity-agent.schema.json"))),
        document());
  }

  private JsonNode document() throws IOException {
    return JSON.readTree(out.toString());
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(arguments, writer(out), writer(err), Program.commands());
  }

  private static PrintWriter writer(StringWriter text) {
    return new PrintWriter(text, true);
  }
}
