package io.managedidentity.agent.identity.peers;

import io.managedidentity.agent.identity.ReceivedRequest;
import io.managedidentity.agent.identity.ScriptedServer;
import io.managedidentity.agent.identity.TestCertificates;
import io.managedidentity.agent.identity.TestFetcher;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;

/** Records the requests of the peers and of ours for one source, and compares them. */
final class PeerComparison {
  private static final Set<String> HEADERS =
      Set.of("Metadata", "X-IDENTITY-HEADER", "secret", "Content-Type", "Authorization");

  private final PeerSource source;
  private final Path folder;
  private final Map<Cell, List<ReceivedRequest>> recorded = new LinkedHashMap<>();
  private Cell current = new Cell("start", "", "");

  PeerComparison(PeerSource source, Path folder) {
    this.source = source;
    this.folder = folder;
  }

  PeerComparison run() throws Exception {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("localhost")
            .addSubjectAlternativeName("127.0.0.1")
            .build();
    Path trustStore = trustStore(certificate);
    Path tokenFile = Files.writeString(folder.resolve("token"), "eyJhbGciOi.assertion.one");
    try (ScriptedServer plain = ScriptedServer.plain(this::answer);
        ScriptedServer tls =
            ScriptedServer.tls(TestCertificates.context(certificate), this::answer)) {
      Map<String, String> variables =
          source.environment(
              plain.origin(),
              tls.origin().replace("127.0.0.1", "localhost"),
              TestCertificates.thumbprint(certificate.certificate()),
              tokenFile.toString());
      runPeers(plain.origin(), variables, trustStore);
      TestFetcher ours = new TestFetcher(variables, certificate.certificate());
      for (String kind : Grid.IDENTITIES) {
        for (String resource : Grid.RESOURCES) {
          begin(new Cell("ours", kind, resource));
          ask(ours, kind, resource);
        }
      }
    }
    return this;
  }

  int comparedCells() {
    return (int) recorded.keySet().stream().filter(PeerComparison::isPeer).count();
  }

  /** Each as peer, source, identities, difference. */
  Set<String> differences() {
    Map<String, Set<String>> byDifference = new TreeMap<>();
    recorded.forEach(
        (cell, requests) -> {
          if (isPeer(cell)) {
            List<ReceivedRequest> own =
                recorded.get(new Cell("ours", cell.identity(), cell.resource()));
            for (String difference : compare(first(requests), first(own), cell.resource())) {
              byDifference
                  .computeIfAbsent(
                      cell.peer() + " | " + source.id() + "\n" + difference,
                      unused -> new LinkedHashSet<>())
                  .add(cell.identity());
            }
          }
        });
    Set<String> lines = new TreeSet<>();
    byDifference.forEach(
        (key, identities) ->
            lines.add(key.replace("\n", " | " + String.join(", ", identities) + " | ")));
    return lines;
  }

  private static boolean isPeer(Cell cell) {
    return cell.peer().equals("msal4j") || cell.peer().equals("azure-identity");
  }

  private static ReceivedRequest first(List<ReceivedRequest> requests) {
    return requests.stream()
        .filter(r -> !r.path().contains("/.well-known/"))
        .findFirst()
        .orElse(null);
  }

  private static List<String> compare(ReceivedRequest peer, ReceivedRequest own, String resource) {
    if (peer == null || own == null) {
      return peer == own
          ? List.of()
          : List.of(peer == null ? "makes no request; ours does" : "makes a request; ours none");
    }
    Map<String, String> theirs = parts(peer);
    Map<String, String> mine = parts(own);
    Set<String> names = new TreeSet<>(theirs.keySet());
    names.addAll(mine.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String their = theirs.get(name);
      String my = mine.get(name);
      if (their == null || my == null) {
        differences.add(
            their == null ? name + " is missing; ours has it" : name + " is there; ours has none");
      } else if (!their.equals(my)) {
        differences.add(
            name + " is " + shown(their, resource) + "; ours is " + shown(my, resource));
      }
    }
    return differences;
  }

  private static String shown(String value, String resource) {
    return "`" + value.replace(resource, "{resource}") + "`";
  }

  private static Map<String, String> parts(ReceivedRequest request) {
    Map<String, String> parts = new HashMap<>();
    parts.put("method", request.method());
    parts.put("path", request.path());
    request.query().forEach((name, value) -> parts.put("query " + name, value));
    request.form().forEach((name, value) -> parts.put("form " + name, value));
    // the order of scopes has no meaning, and a peer's changes
    parts.computeIfPresent("form scope", (name, value) -> sorted(value));
    for (String name : HEADERS) {
      String value = request.headers().get(name);
      if (value != null) {
        parts.put("header " + name, value.split(";")[0].trim());
      }
    }
    return parts;
  }

  private static String sorted(String scopes) {
    return String.join(" ", new TreeSet<>(List.of(scopes.split(" "))));
  }

  private void runPeers(String origin, Map<String, String> variables, Path trustStore)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-Djavax.net.ssl.trustStore=" + trustStore,
            "-Djavax.net.ssl.trustStorePassword=secret",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PeerProgram.class.getName(),
            origin,
            source.id());
    builder.environment().clear();
    builder.environment().putAll(variables);
    Path output = folder.resolve("peers.txt");
    Process child = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = child.waitFor(120, TimeUnit.SECONDS);
    child.destroyForcibly();
    if (!ended || child.exitValue() != 0) {
      throw new AssertionError("the peers did not run: " + Files.readString(output));
    }
    if (Boolean.getBoolean("peers.show")) {
      System.out.println(source + "\n" + Files.readString(output));
    }
  }

  private static void ask(TestFetcher ours, String kind, String resource) throws Exception {
    ManagedIdentityId id =
        switch (kind) {
          case "clientId" ->
              ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.CLIENT_ID, Grid.id(kind));
          case "objectId" ->
              ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.OBJECT_ID, Grid.id(kind));
          case "resourceId" ->
              ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.RESOURCE_ID, Grid.id(kind));
          default -> ManagedIdentityId.systemAssigned();
        };
    try {
      ours.fetch(new TokenRequest(resource, id, List.of(), null));
    } catch (TokenException e) {
      if (e.getMessage().isEmpty()) {
        throw e;
      }
    }
  }

  private synchronized void begin(Cell cell) {
    current = cell;
    recorded.put(cell, new ArrayList<>());
  }

  private synchronized void record(ReceivedRequest request) {
    recorded.computeIfAbsent(current, unused -> new ArrayList<>()).add(request);
  }

  private void answer(ReceivedRequest request, Socket socket) throws IOException {
    Cell announced = Cell.announcedBy(request.path());
    String body = "{}";
    int status = 200;
    if (announced != null) {
      begin(announced);
    } else {
      record(request);
      body = token(request);
      // Without the folder of key files nobody gets further than Arc's challenge.
      status = source == PeerSource.AZURE_ARC ? 401 : 200;
    }
    OutputStream out = socket.getOutputStream();
    out.write(
        ("HTTP/1.1 "
                + status
                + " Said\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String token(ReceivedRequest request) {
    if (request.path().contains("/.well-known/")) {
      String tenant = request.origin() + "/aaaabbbb-0000-cccc-1111-dddd2222eeee";
      return "{\"token_endpoint\":\""
          + tenant
          + "/oauth2/v2.0/token\",\"authorization_endpoint\":\""
          + tenant
          + "/oauth2/v2.0/authorize\",\"issuer\":\""
          + tenant
          + "/v2.0\"}";
    }
    long expiresOn = System.currentTimeMillis() / 1000 + 86400;
    return "{\"access_token\":\"peer-token\",\"token_type\":\"Bearer\",\"expires_in\":86399,"
        + "\"expires_on\":\""
        + expiresOn
        + "\",\"resource\":\"r\"}";
  }

  private Path trustStore(HeldCertificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate.certificate());
    Path file = folder.resolve("trust-" + source.id() + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, "secret".toCharArray());
    }
    return file;
  }
}
