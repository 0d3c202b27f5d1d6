package io.managedidentity.it.client;

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
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Released libraries that ask Entra for tokens, each with a wrong secret, at the real host names.
 * What the agent counts must be what the hosts got.
 */
class TokenRequestsIT {
  /**
   * @param name as the probe knows it
   * @param kind of its secret
   */
  private record Library(String name, String kind, int lowestJdk) {
    String loginHost() {
      return name.endsWith("region")
          ? "westeurope.login.microsoft.com"
          : "login.microsoftonline.com";
    }

    /** As long as the JVM lives, so that no other state could be tried after it got one. */
    boolean keepsItsToken() {
      return name.equals("SQL Server");
    }

    /**
     * By another client than Netty's, and with a grant that a managed identity has an answer to.
     */
    boolean canBeAnswered() {
      return !name.endsWith("Netty")
          && !List.of("MSAL4J, code", "MSAL4J, on behalf of", "MSAL4J, refresh").contains(name);
    }
  }

  private static final List<Library> LIBRARIES =
      List.of(
          new Library("MSAL4J, secret", "client-secret", 8),
          new Library("MSAL4J, certificate", "client-certificate", 8),
          new Library("MSAL4J, code", "client-secret", 8),
          new Library("MSAL4J, on behalf of", "client-secret", 8),
          new Library("MSAL4J, refresh", "client-secret", 8),
          new Library("MSAL4J, region", "client-secret", 8),
          new Library("ADAL4J", "client-secret", 8),
          new Library("azure-identity, Netty", "client-secret", 8),
          new Library("azure-identity, OkHttp", "client-secret", 8),
          new Library("azure-identity, java.net.http", "client-secret", 12),
          new Library("Spring Security, form", "client-secret", 8),
          new Library("Spring Security, Basic", "client-secret-basic", 8),
          new Library("SQL Server", "client-secret", 8),
          new Library("ABFS", "client-secret", 8),
          new Library("Kusto", "client-secret", 8));

  private static final SentSecrets SECRETS = new SentSecrets(List.of("wrong-secret"));

  private static final String TENANT = "\"tokenEndpoint\": \"" + EntraHosts.TENANT + "\"";

  /** All that an operator writes. */
  private static final String MAPPING = "\"mappings\": [ { " + TENANT + " } ]";

  private static final String ANSWERED = "\"mappings\": [ { " + TENANT + ", \"answer\": true } ]";

  private static final String SEALED =
      "\"mappings\": [ { " + TENANT + ", \"onTokenFailure\": \"fail-request\" } ]";

  /** There is none for it. */
  private static final String IDENTITY =
      "\"identity\": { \"clientId\": \"" + IdentityServer.REFUSED_CLIENT + "\" }";

  @TempDir private Path folder;

  /**
   * What one call came to.
   *
   * @param logins connections to login hosts
   * @param assertions token requests with one
   * @param sent secrets that the hosts got, by kind
   * @param seen what the agent says that the library made
   * @param left what the agent says that left
   */
  private record Told(
      Message answer,
      long logins,
      long assertions,
      Map<String, Long> sent,
      Map<String, Long> seen,
      Map<String, Long> left) {}

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void letsLibrariesInWithAssertionAndCountsWhatLeaves(Jdk jdk) throws Exception {
    Files.write(folder.resolve("application.p12"), TestTls.applicationKeyStore());
    write(ANSWERED);
    EntraHosts entra = new EntraHosts();
    try (IdentityServer identity = new IdentityServer();
        EveryHost hosts = new EveryHost();
        ProbeJvm jvm = start(jdk, identity, hosts)) {
      hosts.answer(entra);
      List<Executable> checks = new ArrayList<>();
      check(checks, jdk, jvm, hosts, "answered", TokenRequestsIT::assertAnswered);
      write(IDENTITY + ", " + MAPPING);
      operate(jvm, "reload");
      check(checks, jdk, jvm, hosts, "without a token", TokenRequestsIT::assertLeaves);
      operate(jvm, "off");
      check(checks, jdk, jvm, hosts, "off", TokenRequestsIT::assertAsWithoutAgent);
      operate(jvm, "on");
      write(IDENTITY + ", " + SEALED);
      operate(jvm, "reload");
      check(checks, jdk, jvm, hosts, "sealed", TokenRequestsIT::assertNothingLeaves);
      write(MAPPING);
      operate(jvm, "reload");
      check(checks, jdk, jvm, hosts, "not yet federated", TokenRequestsIT::assertFallsBack);
      entra.federate(true);
      check(checks, jdk, jvm, hosts, "federated", TokenRequestsIT::assertLetIn);

      checks.add(() -> assertEquals(List.of("0"), send(jvm, "counters").all("unread")));
      checks.add(
          () -> assertEquals("0", jvm.send(new Message().add("do", "errors")).get("errors")));
      assertAll(checks.stream());
    }
  }

  /** A check for each library, made when all have been called. */
  private void check(
      List<Executable> checks,
      Jdk jdk,
      ProbeJvm jvm,
      EveryHost hosts,
      String state,
      BiConsumer<Library, Told> judge) {
    for (Library library : LIBRARIES) {
      boolean isTooEarly = state.equals("answered") && library.keepsItsToken();
      if (library.lowestJdk() <= jdk.version() && !isTooEarly) {
        Told told = call(library, jvm, hosts);
        checks.add(
            () -> assertAll(library.name() + " " + state, () -> judge.accept(library, told)));
      }
    }
  }

  /** First of all, so that MSAL's instance discovery is answered too. */
  private static void assertAnswered(Library library, Told told) {
    if (!library.canBeAnswered()) {
      assertLeaves(library, told);
      return;
    }
    assertTrue(told.answer().has("token"), told::toString);
    assertTrue(told.answer().get("token").matches("token-.+-1"), told::toString);
    assertEquals(0, told.logins(), told::toString);
    assertEquals(Map.of(), told.sent());
    assertEquals(Map.of(), told.left());
    assertEquals(Set.of(library.kind()), told.seen().keySet(), told::toString);
  }

  private static void assertLeaves(Library library, Told told) {
    assertAsWithoutAgent(
        library,
        new Told(told.answer(), told.logins(), told.assertions(), told.sent(), Map.of(), Map.of()));
    assertEquals(told.sent(), told.left());
    assertEquals(told.sent(), told.seen());
  }

  /** The endpoint refuses the secret, and the agent has nothing to say. */
  private static void assertAsWithoutAgent(Library library, Told told) {
    assertFalse(told.answer().has("token"), told::toString);
    assertEquals(0, told.assertions());
    assertEquals(Set.of(library.kind()), told.sent().keySet(), told::toString);
    assertEquals(Map.of(), told.left());
    assertEquals(Map.of(), told.seen());
  }

  private static void assertNothingLeaves(Library library, Told told) {
    assertFalse(told.answer().has("token"), told::toString);
    assertEquals(0, told.assertions());
    assertEquals(Map.of(), told.sent());
    assertEquals(Map.of(), told.left());
    assertEquals(Set.of(library.kind()), told.seen().keySet(), told::toString);
  }

  private static void assertFallsBack(Library library, Told told) {
    assertFalse(told.answer().has("token"), told::toString);
    assertTrue(told.assertions() > 0, told::toString);
    assertEquals(Map.of(library.kind(), told.assertions()), told.sent());
    assertEquals(told.sent(), told.left());
    assertEquals(told.sent(), told.seen());
  }

  private static void assertLetIn(Library library, Told told) {
    assertEquals(EntraHosts.TOKEN, told.answer().get("token"), told::toString);
    assertTrue(told.assertions() > 0, told::toString);
    assertEquals(Map.of(), told.sent());
    assertEquals(Map.of(), told.left());
    assertEquals(Map.of(library.kind(), told.assertions()), told.seen());
  }

  private Told call(Library library, ProbeJvm jvm, EveryHost hosts) {
    Message before = send(jvm, "counters");
    hosts.clear();
    Message answer =
        jvm.send(
            new Message()
                .add("do", "call")
                .add("library", library.name())
                .add("tenant", EntraHosts.TENANT)
                .add("proxy", "127.0.0.1:" + hosts.port())
                .add("certificate", folder.resolve("application.p12").toString()));
    List<WireRequest> requests = hosts.requests();
    Message after = send(jvm, "counters");
    return new Told(
        answer,
        hosts.tunnels().stream().filter(tunnel -> tunnel.target().contains("login.")).count(),
        requests.stream()
            .filter(request -> EntraHosts.isTokenRequest(request, library.loginHost()))
            .filter(EntraHosts::hasAssertion)
            .count(),
        SECRETS.count(requests),
        counted(before, after, "seen"),
        counted(before, after, "left"));
  }

  /** What was added between two readings. */
  private static Map<String, Long> counted(Message before, Message after, String what) {
    Map<String, Long> counts = new HashMap<>();
    after.all(what).forEach(text -> add(counts, text, 1));
    before.all(what).forEach(text -> add(counts, text, -1));
    counts.values().removeIf(count -> count == 0);
    return new TreeMap<>(counts);
  }

  /** {@code KIND COUNT}. */
  private static void add(Map<String, Long> counts, String text, long sign) {
    String[] kindAndCount = text.split(" ");
    counts.merge(kindAndCount[0], sign * Long.parseLong(kindAndCount[1]), Long::sum);
  }

  private static void operate(ProbeJvm jvm, String operation) {
    Message answer =
        jvm.send(
            new Message().add("do", "call").add("library", "agent").add("operation", operation));
    assertEquals("true", answer.get("done"), answer::toString);
  }

  private static Message send(ProbeJvm jvm, String library) {
    return jvm.send(new Message().add("do", "call").add("library", library));
  }

  private void write(String members) throws IOException {
    Files.writeString(folder.resolve("mapping.json"), "{ " + members + " }");
  }

  private ProbeJvm start(Jdk jdk, IdentityServer identity, EveryHost hosts) throws IOException {
    List<String> options = new ArrayList<>(hosts.options());
    options.add("-javaagent:" + AgentJar.path() + "=" + folder.resolve("mapping.json"));
    Map<String, String> environment = new HashMap<>(identity.environment());
    environment.put("REGION_NAME", "westeurope"); // else MSAL asks for it at an address of Azure
    return ProbeJvm.start(
        jdk, "TokenRequestsProbe", AgentJar.frameworkPath("entra/all"), options, environment);
  }
}
