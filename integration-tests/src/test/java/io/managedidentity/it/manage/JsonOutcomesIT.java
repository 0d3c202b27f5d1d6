package io.managedidentity.it.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With {@code --json} each command of the jar prints one JSON document on stdout, whatever comes of
 * it. The commands run in one JVM; only the first ones here run as {@code java -jar} does.
 */
class JsonOutcomesIT extends ManagedPrograms {
  private static final String DEAD = "999999999";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** The oldest, and the newest that is supported for long, where they are named. */
  static List<Jdk> jdks() {
    List<Jdk> both =
        Jdk.all().stream().filter(jdk -> jdk.version() == 8 || jdk.version() == 25).toList();
    return both.isEmpty() ? Jdk.outermost(8) : both;
  }

  /** The commands in one JVM, and what was asked of them. */
  private static final class Commands implements AutoCloseable {
    private final ProbeJvm jvm;
    private final TreeSet<String> asked = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();

    Commands(ProbeJvm jvm) {
      this.jvm = jvm;
    }

    /** The document of the command with {@code --json}, which ends with that exit code. */
    JsonNode document(int exitCode, String... arguments) {
      List<String> all = new ArrayList<>(List.of(arguments));
      all.add("--json");
      Message call = new Message().add("do", "call");
      all.forEach(argument -> call.add("argument", argument));
      Message answer = jvm.send(call);
      asked.add(arguments.length == 0 ? "" : arguments[0]);
      JsonNode document = parsed(answer.get("out", ""));
      boolean isUsage =
          document.path("error").asText().equals("usage")
              && !document.path("message").asText().isEmpty();
      boolean isRight =
          answer.get("exit", "").equals("" + exitCode)
              && document.isContainerNode()
              && !document.isEmpty()
              && isUsage == (exitCode == 2);
      if (!isRight) {
        wrong.add("expected exit code " + exitCode + " of " + all + ": " + answer);
      }
      return document;
    }

    /** The same, which says why not. */
    void says(String part, int exitCode, String... arguments) {
      String text = document(exitCode, arguments).toString();
      if (!text.contains(part)) {
        wrong.add("expected " + part + " of " + List.of(arguments) + ": " + text);
      }
    }

    @Override
    public void close() throws IOException {
      jvm.close();
    }
  }

  /** Missing if it is no document, or more than one. */
  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void isOneDocumentForEachCommandAndOutcome(Jdk jdk) throws IOException {
    for (String[] arguments :
        new String[][] {{"version", "--json"}, {"no-such-command", "--json"}}) {
      ProgramRun.Outcome outcome = command(jdk, arguments);
      assertEquals(arguments[0].equals("version") ? 0 : 2, outcome.exitCode(), outcome::stderr);
      assertTrue(parsed(outcome.stdout()).isObject(), outcome::stdout);
    }
    Path records = folder.resolve("records");
    try (RunningProgram discovered =
        start(jdk, "-javaagent:" + AgentJar.path() + "=mode=discover,discover.report=" + records)) {
      assertNull(sent(discovered));
    }
    Path file = mapping("");
    String agent = "-javaagent:" + AgentJar.path() + "=";
    Path silent =
        Files.writeString(folder.resolve("s.json"), "{ \"jmx\": false, \"mode\": \"off\" }");
    try (RunningProgram with = start(jdk, agent + file);
        RunningProgram without = start(jdk);
        RunningProgram mute = start(jdk, agent + silent);
        Commands commands =
            new Commands(
                ProbeJvm.start(
                    jdk,
                    "CommandsProbe",
                    List.of(AgentJar.path().toString(), attachApiOf8(jdk)),
                    List.of(),
                    identity.environment()))) {
      for (String name : ofTheJar(commands)) {
        wrongUsage(commands, name);
      }
      files(commands, file);
      tokens(commands, file);
      reports(commands, records);
      noProcess(commands, "" + without.pid(), "" + mute.pid(), file);
      processWithAgent(commands, with, file);
      attached(commands, without, file);
      commands.says("Usage: ", 0, "--help");

      TreeSet<String> left = new TreeSet<>(ofTheJar(commands));
      left.removeAll(commands.asked);
      assertEquals(List.of(), List.copyOf(left), "commands that were not asked");
      assertEquals(List.of(), commands.wrong, () -> String.join("\n", commands.wrong));
    }
  }

  /** One for all commands: each would load it anew, and its library with it, which 8 refuses. */
  private static String attachApiOf8(Jdk jdk) {
    return jdk.home().resolve("lib/tools.jar").toString(); // later ones have no such file
  }

  /** As the help lists them. */
  private static List<String> ofTheJar(Commands commands) {
    List<String> names = new ArrayList<>();
    String help = commands.document(0, "--help").path("text").asText();
    for (String line : help.substring(help.indexOf("Commands:")).lines().skip(1).toList()) {
      if (line.matches(" {2}[a-z].*")) {
        names.add(line.trim().split(" ")[0]);
      }
    }
    assertTrue(names.size() > 10, help);
    return names;
  }

  private static void wrongUsage(Commands commands, String name) {
    commands.document(2, name, "--no-such-option");
    commands.document(2, name, "a", "b", "c", "d", "--no-such-option=x");
    commands.says("Usage: ", 0, name, "--help");
  }

  private void files(Commands commands, Path file) throws IOException {
    String bad =
        Files.writeString(folder.resolve("bad.json"), "{ \"mappings\": [ {} ] }").toString();
    String none = folder.resolve("none.json").toString();
    String noJson = Files.writeString(folder.resolve("no.json"), "\"\\u0000").toString();
    commands.document(0, "check", file.toString());
    commands.says("the mapping has no host", 1, "check", bad);
    commands.says("there is no such file", 1, "check", none);
    commands.document(1, "check", noJson);
    commands.document(1, "check", folder.toString());
    commands.document(1, "check", "");
    commands.document(1, "check", "a\u0001\"\n\u20ac");
    commands.document(2, "check");
    commands.document(2, "check", bad, none);
    commands.document(2, "check", file.toString(), "--json"); // twice
    commands.document(2, "check", file.toString(), "--host", "a.example");
    commands.document(2, "check", file.toString(), "--live", "--url", "http://a.example/");
    commands.document(1, "check", bad, "--live");
    commands.document(1, "check", file.toString(), "--live", "--strict");

    commands.says("\"inject\"", 0, "explain", file.toString(), "http://127.0.0.1:81/x");
    commands.says("\"skip\"", 1, "explain", file.toString(), "http://b.example/");
    commands.says("the mapping has no host", 1, "explain", bad, "http://b.example/");
    commands.document(1, "explain", none, "http://b.example/");
    commands.document(2, "explain", file.toString());
    commands.document(2, "explain", file.toString(), "no url");
    commands.document(2, "explain", file.toString(), "http://a.example/", "--method", "G T");
    commands.document(2, "explain", file.toString(), "http://a.example/", "--header", "none");

    commands.document(0, "services");
    commands.document(0, "services", "storage-blob");
    commands.document(1, "services", "no-such-service");
    commands.document(0, "sources");
    commands.document(0, "schema");
    commands.document(0, "version");
    commands.document(0, "help");
    commands.document(0, "help", "check");
    commands.document(2, "help", "chekc");
    commands.document(0, "completion", "bash");
    commands.document(2, "completion", "fish");
    commands.says("Refused without the agent, served with it.", 0, "demo");
    commands.document(2, "demo", "--apache", folder.toString());
    commands.document(2);
    commands.document(2, "chekc");
    commands.document(2, "--no-such-option");
  }

  private static void tokens(Commands commands, Path file) {
    commands.says("\"tokenSha256\"", 0, "token", "--resource", "alpha");
    commands.says("\"tokenSha256\"", 0, "token", file.toString(), "api");
    commands.says("managed_identity_request_failed", 1, "token", "--resource", "broken");
    commands.document(1, "token", file.toString(), "no-such-mapping");
    commands.document(1, "token", file + ".none", "api");
    commands.document(2, "token");
    commands.document(2, "token", file.toString());
    commands.document(2, "token", file.toString(), "api", "--resource", "alpha");
    commands.document(2, "token", "--resource", "alpha", "--client-id", "no-guid");
    commands.document(2, "token", "--resource", "alpha", "--source", "imsd");
    commands.document(1, "token", "--resource", "alpha", "--source", "service-fabric");
    commands.document(2, "token", "--resource", "alpha", "--client-id", "1", "--object-id", "2");
  }

  private void reports(Commands commands, Path records) throws IOException {
    String damaged = Files.createDirectory(folder.resolve("damaged")).toString();
    Files.writeString(Path.of(damaged, "discovery-host-1.jsonl"), "{ \"cut");
    String empty = Files.createDirectory(folder.resolve("empty")).toString();
    String inTheWay = Files.writeString(folder.resolve("in-the-way"), "").toString();
    commands.document(0, "report", records.toString());
    commands.document(1, "report", records.toString(), "--statement", "no.such.host");
    commands.says("\"files\":0", 1, "report", empty);
    commands.document(1, "report", damaged);
    commands.document(1, "report", records.toString(), "--out", inTheWay);
    commands.document(2, "report", folder.resolve("nowhere").toString());
    commands.document(2, "report");
  }

  private void noProcess(Commands commands, String without, String mute, Path file)
      throws IOException {
    Process noJvm = new ProcessBuilder("cat").start();
    try {
      for (String[] command : ofAProcess(file)) {
        String name = command[0];
        String more = command[1];
        commands.says("there is no process", 1, with(name, DEAD, more));
        commands.says("is not a JVM", 1, with(name, "" + noJvm.pid(), more));
        if (name.equals("attach")) {
          commands.says("already", 1, with(name, mute, more));
        } else {
          commands.says("the agent is not in process", 1, with(name, without, more));
          commands.says("no JMX object", 1, with(name, mute, more));
        }
        if (!name.equals("explain")) {
          commands.says("is not a process id", 2, with(name, "none", more));
        }
        commands.document(2, name);
      }
    } finally {
      noJvm.destroy();
    }
  }

  private static String[][] ofAProcess(Path file) {
    return new String[][] {
      {"status", ""},
      {"reload", ""},
      {"off", ""},
      {"on", ""},
      {"explain", "http://127.0.0.1:81/x"},
      {"attach", file.toString()}
    };
  }

  private static String[] with(String name, String pid, String more) {
    return more.isEmpty() ? new String[] {name, pid} : new String[] {name, pid, more};
  }

  private void processWithAgent(Commands commands, RunningProgram program, Path file)
      throws IOException {
    String pid = "" + program.pid();
    String bundle = folder.resolve("bundle.zip").toString();
    assertEquals("Bearer token-alpha-1", sent(program).replaceAll("-\\d+$", "-1"));
    commands.document(0, "status", pid);
    commands.document(0, "status", pid, "--bundle", bundle);
    commands.document(1, "status", pid, "--bundle", bundle);
    commands.document(1, "status", pid, "--bundle", folder.resolve("no/b.zip").toString());
    commands.says("\"inject\"", 0, "explain", pid, "http://127.0.0.1:81/x");
    commands.says("\"skip\"", 1, "explain", pid, "http://b.example/");
    commands.document(2, "explain", pid, "no url");
    commands.says("already", 1, "attach", pid, file.toString());
    commands.says("switched off from outside", 0, "off", pid);
    commands.says("\"switchedOff\":true", 0, "status", pid);
    commands.document(0, "on", pid);
    commands.document(0, "reload", pid);
    Files.writeString(file, "{ \"mappings\": [ {} ] }");
    commands.says("the mapping has no host", 1, "reload", pid);
    commands.says("the mapping has no host", 1, "status", pid);
    commands.says("the mapping has no host", 1, "attach", pid, file.toString());
    mapping("");
  }

  private static void attached(Commands commands, RunningProgram program, Path file)
      throws IOException {
    String pid = "" + program.pid();
    commands.document(1, "attach", pid, file + ".none");
    commands.says("\"mode\":\"inject\"", 0, "attach", pid, file.toString());
    commands.says("already", 1, "attach", pid, file.toString());
    commands.document(0, "status", pid);
  }
}
