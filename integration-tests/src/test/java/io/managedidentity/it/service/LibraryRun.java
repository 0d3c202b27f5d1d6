package io.managedidentity.it.service;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.EveryHost;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.SentSecrets;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.function.Executable;

/**
 * Cases in one JVM with the agent, thrice: switched off, with tokens, and where there is no token.
 * After each, the agent's counters are held against what arrived.
 */
final class LibraryRun implements AutoCloseable {
  /** azure-cosmos 4 looks its host up although there is a proxy; this is how it can be found. */
  static final int JDK_WITH_HOSTS_FILE = 9;

  private final Path file;
  private final String mappings;
  private final SentSecrets secrets;
  private final List<LibraryCase> cases;
  private final IdentityServer identity = new IdentityServer();
  private final EveryHost hosts = new EveryHost();
  private final ProbeJvm jvm;

  /** What arrived by kind, over all cases with the agent switched on. */
  private final Map<String, Long> arrived = new TreeMap<>();

  /**
   * @param file to write the configuration to
   * @param mappings in JSON
   * @param planted the secrets that the cases have
   */
  LibraryRun(
      Jdk jdk,
      Path file,
      String mappings,
      List<FakeService> services,
      List<String> planted,
      List<LibraryCase> cases)
      throws IOException {
    this.file = file;
    this.mappings = mappings;
    this.secrets = new SentSecrets(planted);
    this.cases = cases.stream().filter(one -> one.lowestJdk() <= jdk.version()).toList();
    hosts.answer(request -> FakeService.answer(services, request));
    configure("\"system-assigned\"");
    List<String> options = new ArrayList<>(hosts.options());
    options.addAll(optionsOf(jdk));
    options.add("-javaagent:" + AgentJar.path() + "=" + file);
    jvm = ProbeJvm.start(jdk, "LibrariesProbe", List.of(), options, identity.environment());
  }

  /** What these libraries need that were made for Java 8, or for a machine with a name service. */
  private List<String> optionsOf(Jdk jdk) throws IOException {
    Path names =
        Files.writeString(
            file.resolveSibling("hosts"), "127.0.0.1 orders.documents.azure.com localhost\n");
    return jdk.version() < JDK_WITH_HOSTS_FILE
        ? List.of()
        : List.of("-Djdk.net.hosts.file=" + names, "--add-opens=java.base/java.util=ALL-UNNAMED");
  }

  void run() throws IOException {
    agent("off");
    each(this::isRefusedWithItsSecret);
    assertEquals(Map.of(), left(), "counted while it was off");
    agent("on");
    each(this::getsInWithToken);
    Message counters = agent("counters");
    assertFalse(counters.all("clean").isEmpty());
    configure("{ \"clientId\": \"" + IdentityServer.REFUSED_CLIENT + "\" }");
    String report = agent("reload").get("done");
    assertTrue(report.contains("true"), report);
    each(this::leavesAsItWasMade);

    assertFalse(arrived.isEmpty());
    assertEquals(arrived, left(), "left, over all cases");
    for (String unread : agent("counters").all("unread")) {
      assertTrue(unread.endsWith(" 0"), unread);
    }
    assertEquals("0", jvm.send(new Message().add("do", "errors")).get("errors"));
  }

  /** The service refuses the secret, and the test knows it when it sees it. */
  private void isRefusedWithItsSecret(LibraryCase one) {
    Message answer = call(one);

    assertTrue(answer.has("exception"), answer::toString);
    assertEquals(one.secrets(), secrets.count(hosts.requests()).keySet(), answer::toString);
  }

  private void getsInWithToken(LibraryCase one) {
    Map<String, Long> seenBefore = seen();
    Map<String, Long> leftBefore = left();

    Message answer = call(one);

    List<WireRequest> requests = hosts.requests();
    Map<String, Long> sent = secrets.count(requests);
    merge(sent);
    assertEquals("true", answer.get("done"), answer::toString);
    assertFalse(requests.isEmpty());
    assertEquals(one.stays(), sent.keySet(), requests::toString);
    assertEquals(sent, difference(leftBefore, left()), "left");
    assertEquals(one.seen(requests), difference(seenBefore, seen()), "seen");
  }

  private void leavesAsItWasMade(LibraryCase one) {
    Map<String, Long> seenBefore = seen();
    Map<String, Long> leftBefore = left();

    Message answer = call(one);

    Map<String, Long> sent = secrets.count(hosts.requests());
    merge(sent);
    assertTrue(answer.has("exception"), answer::toString);
    assertEquals(one.secrets(), sent.keySet(), answer::toString);
    assertEquals(sent, difference(leftBefore, left()), "left");
    assertEquals(sent, difference(seenBefore, seen()), "seen");
  }

  private void merge(Map<String, Long> sent) {
    sent.forEach((kind, count) -> arrived.merge(kind, count, Long::sum));
  }

  private void each(Consumer<LibraryCase> check) {
    assertAll(
        cases.stream().map(one -> (Executable) () -> named(one.name(), () -> check.accept(one))));
  }

  private static void named(String name, Runnable check) {
    try {
      check.run();
    } catch (AssertionError e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
  }

  private Message call(LibraryCase one) {
    hosts.clear();
    return jvm.send(one.call());
  }

  private Message agent(String what) {
    Message answer = jvm.send(new Message().add("do", "call").add("agent", what));
    assertFalse(answer.has("exception"), answer::toString);
    return answer;
  }

  private Map<String, Long> seen() {
    return counts(agent("counters").all("seen"));
  }

  private Map<String, Long> left() {
    return counts(agent("counters").all("left"));
  }

  /** By kind, over all mappings and causes. */
  private static Map<String, Long> counts(List<String> lines) {
    Map<String, Long> counts = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.split(" "); // mapping, kind, count
      counts.merge(words[1], Long.valueOf(words[2]), Long::sum);
    }
    return counts;
  }

  private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> difference = new TreeMap<>();
    after.forEach(
        (kind, count) -> {
          long more = count - before.getOrDefault(kind, 0L);
          if (more != 0) {
            difference.put(kind, more);
          }
        });
    return difference;
  }

  private void configure(String tokensOf) throws IOException {
    Files.writeString(
        file,
        """
        { "reload": false, "identity": %s, "mappings": [ %s ] }
        """
            .formatted(tokensOf, mappings));
  }

  @Override
  public void close() throws IOException {
    jvm.close();
    hosts.close();
    identity.close();
  }
}
