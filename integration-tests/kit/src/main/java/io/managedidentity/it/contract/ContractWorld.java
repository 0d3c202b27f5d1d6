package io.managedidentity.it.contract;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Servers, identity endpoint and JVMs of one client on one JDK. */
public final class ContractWorld implements AutoCloseable {
  public final WireServer plain = WireServer.http("plain");
  public final WireServer other = WireServer.http("other");
  public final WireServer secure = WireServer.https("secure");
  public final WireServer proxy = WireServer.http("proxy");

  /** Has one request, whose token never comes: it waits for that while other rows run. */
  private final WireServer patient = WireServer.http("patient");

  final IdentityServer identity = new IdentityServer();
  final ProbeJvm withAgent;
  private static final String HANG = "hang";
  private final ClientUnderTest client;
  private final Jdk jdk;
  private final Path mapping;
  private final List<Message> heard = new ArrayList<>();
  private ProbeJvm withoutAgent;
  private long faultsBefore;
  private int logBefore;

  ContractWorld(ClientUnderTest client, Jdk jdk, IntFunction<String> json) throws IOException {
    this.client = client;
    this.jdk = jdk;
    this.mapping = Files.createTempFile("mapping", ".json");
    Files.writeString(mapping, json.apply(secure.port()));
    this.withAgent =
        start("-javaagent:" + AgentJar.path() + "=config=" + mapping + ",log.level=debug");
    withAgent.send(
        new Message()
            .add("do", "start")
            .add("key", HANG)
            .add("method", "GET")
            .add("url", "http://127.0.0.1:" + patient.port() + "/hang/a"));
  }

  /** The answer to the request whose token never comes. */
  Message awaitHanging() {
    return withAgent.send(new Message().add("do", "await").add("key", HANG));
  }

  /** What arrived of it. */
  List<WireRequest> hanging() {
    return patient.requests();
  }

  /** The same program without the agent, for comparison. */
  ProbeJvm withoutAgent() throws IOException {
    if (withoutAgent == null) {
      withoutAgent = start();
    }
    return withoutAgent;
  }

  private ProbeJvm start(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    all.addAll(List.of(options));
    // Only servers of the test are called, so no proxy of the machine may stand between.
    all.add("-Djdk.http.auth.tunneling.disabledSchemes=");
    all.add("-Djdk.http.auth.proxying.disabledSchemes=");
    return ProbeJvm.start(jdk, client.probe(), client.classPath(), all, identity.environment());
  }

  /** Faults of the agent since this was last asked, so that one reddens one row. */
  long takeFaults() {
    Message answer = withAgent.send(new Message().add("do", "errors"));
    long before = faultsBefore;
    faultsBefore = Long.parseLong(answer.get("errors"));
    return faultsBefore - before;
  }

  /** What the JVM with the agent wrote since this was last asked. */
  String takeLog() {
    String log = log();
    logBefore += log.length();
    return log;
  }

  private String log() {
    return withAgent.stderr().substring(logBefore);
  }

  /** What the program saw of one call of the present row. */
  Message heard(Message answer) {
    heard.add(answer);
    return answer;
  }

  /** What came in during the present row, what the program saw and what the agent said of it. */
  String story() {
    StringBuilder story = new StringBuilder();
    for (WireServer server : List.of(plain, other, secure, proxy)) {
      for (WireRequest request : server.requests()) {
        story.append(request.server()).append(" had:\n").append(request.head());
      }
    }
    heard.forEach(
        answer -> story.append("the program had: ").append(shortened(answer)).append('\n'));
    return story.append("the agent said:\n").append(log()).toString();
  }

  private static String shortened(Message answer) {
    String text = answer.toString();
    return text.length() > 1000 ? text.substring(0, 1000) + "…" : text;
  }

  void reset() {
    heard.clear();
    plain.clear();
    other.clear();
    secure.clear();
    proxy.clear();
  }

  @Override
  public void close() throws IOException {
    ProbeJvm second = withoutAgent;
    try (plain;
        other;
        secure;
        proxy;
        patient;
        identity;
        second;
        withAgent) {
      Files.delete(mapping);
    }
  }
}
