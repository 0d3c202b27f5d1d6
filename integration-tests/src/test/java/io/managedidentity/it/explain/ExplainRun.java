package io.managedidentity.it.explain;

import io.managedidentity.it.explain.ExplainIdentity.Kind;
import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.EveryHost;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** One JVM that is asked about each request before it sends it, and reloads its file often. */
final class ExplainRun implements AutoCloseable {
  private static final int PER_FILE = 75;
  private static final int JAVA_NET_HTTP = 11;

  private final Jdk jdk;
  private final Path file;
  private final EveryHost hosts = new EveryHost();
  private final ExplainIdentity identity = new ExplainIdentity();
  private final Map<String, List<WireRequest>> arrived = new ConcurrentHashMap<>();
  private final List<String> disagreements = new ArrayList<>();
  private final ExplainCounts counts = new ExplainCounts();
  private final ProbeJvm jvm;
  private RandomMappings mappings;
  private int number;
  private int commandsLeft;

  ExplainRun(Jdk jdk, Path folder) throws IOException {
    this.jdk = jdk;
    this.file = Files.writeString(folder.resolve("mapping.json"), "{ \"mappings\": [] }");
    hosts.answer(this::arrived);
    List<String> options = new ArrayList<>(hosts.options());
    options.add("-javaagent:" + AgentJar.path() + "=config=" + file + ",reload=false");
    options.add("-Dsun.net.http.allowRestrictedHeaders=true");
    options.add("-Djdk.httpclient.allowRestrictedHeaders=host");
    List<String> path =
        jdk.version() < JAVA_NET_HTTP
            ? List.of()
            : AgentJar.clientPath("java-http-client/" + AgentJar.NO_JARS);
    this.jvm = ProbeJvm.start(jdk, "ExplainedProbe", path, options, identity.environment());
  }

  ExplainCounts counts() {
    return counts;
  }

  List<String> disagreements() {
    return disagreements;
  }

  /** Plays so many triples that reach the agent. */
  void play(long seed, int triples, int commands) throws IOException {
    commandsLeft = commands;
    for (long next = seed; counts.triples() < triples; next++) {
      mappings = new RandomMappings(new Random(next), "s" + next + "-");
      String json = load(mappings.json());
      Random random = new Random(next);
      RandomRequests requests =
          new RandomRequests(
              random,
              mappings.places(),
              "127.0.0.1:" + hosts.port(),
              jdk.version() >= JAVA_NET_HTTP);
      int every = triples / Math.max(1, commands);
      for (int i = 0; i < PER_FILE && counts.triples() < triples; i++) {
        Message call = requests.next(++number);
        boolean isByCommand = commandsLeft > 0 && number % every == 0;
        judge(next, json, call, isByCommand ? byCommand(call) : null);
      }
      hosts.clear();
      arrived.clear();
    }
  }

  private String load(String json) throws IOException {
    Files.writeString(file, json);
    Message answer = jvm.send(new Message().add("do", "call").add("reload", "now"));
    if (!"true".equals(answer.get("accepted"))) {
      throw new IllegalStateException(answer + "\n" + json);
    }
    return json;
  }

  private void judge(long seed, String json, Message call, Message byCommand) {
    String key = call.get("header").substring("x-number: ".length());
    Message answer = jvm.send(call);
    Wire wire = Wire.of(call, answer, arrived.getOrDefault(key, List.of()));
    Explained before =
        byCommand == null
            ? new Explained(answer, "before.", mappings)
            : new Explained(byCommand, "", mappings);
    counts.add(wire, answer.get("before.reason", "?"), answer.get("before.token", ""));
    if (wire.fate == Wire.Fate.NOT_SENT) {
      return;
    }
    String wrong = before.disagreement(wire);
    Kind kind = before.kind();
    Explained after = new Explained(answer, "after.", mappings);
    if (wrong != null
        && kind != null
        && kind.changesByItself()
        && after.disagreement(wire) == null) {
      counts.addChanged();
    } else if (wrong != null) {
      disagreements.add(
          "seed "
              + seed
              + (byCommand == null ? "" : ", by the command")
              + ": "
              + wrong
              + ", but "
              + wire
              + "\n  before "
              + before
              + "\n  after  "
              + after
              + "\n  file   "
              + json);
    }
  }

  /** What the command prints, as the JMX object would say it. */
  private Message byCommand(Message call) throws IOException {
    commandsLeft--;
    List<String> command = new ArrayList<>(List.of("-jar", AgentJar.path().toString(), "explain"));
    command.add("" + jvm.pid());
    command.add(call.get("url"));
    command.addAll(List.of("--json", "--method", call.get("method")));
    call.all("header").forEach(header -> command.addAll(List.of("--header", header)));
    ProgramRun.Outcome outcome = ProgramRun.on(jdk).runCommand(command.toArray(new String[0]));
    return JsonLines.flat(outcome.stdout());
  }

  private WireResponse arrived(WireRequest request) {
    request
        .headers("x-number")
        .forEach(
            key -> arrived.computeIfAbsent(key, none -> new CopyOnWriteArrayList<>()).add(request));
    boolean isRejected = request.head().contains("~rejected~");
    return isRejected
        ? WireResponse.of(401, "").with("WWW-Authenticate: Bearer error=\"invalid_token\"")
        : WireResponse.ok();
  }

  @Override
  public void close() throws IOException {
    jvm.close();
    hosts.close();
    identity.close();
  }
}
