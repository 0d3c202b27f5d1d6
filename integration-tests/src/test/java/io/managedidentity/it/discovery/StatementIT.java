package io.managedidentity.it.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.jvm.ProgramRun;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.TestTls;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real processes record comes to a clean statement only if nothing speaks against it. */
class StatementIT {
  private static final String KEY = "Authorization: SharedKey orders:c2lnbmF0dXJl";

  /** Longer than a body that is read. */
  private static final int LONG_BATCH = 300 * 1024;

  /** A port that no other test listens on. */
  private static final int KAFKA = 9093;

  @TempDir private Path folder;
  private WireServer server;
  private IdentityServer identity;
  private Path records;

  @BeforeEach
  void start() throws IOException {
    server = WireServer.https("orders");
    server.answer(request -> WireResponse.ok());
    identity = new IdentityServer();
    records = folder.resolve("records");
    Files.writeString(
        folder.resolve("mapping.json"),
        """
        { "mappings": [ { "name": "orders", "host": "localhost:%d", "resource": "https://storage.azure.com/",
                          "existingAuthorization": "replace-stored-secret" } ] }
        """
            .formatted(server.port()));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    identity.close();
  }

  @Test
  void isCleanOverRestartsWhereEverySecretIsReplaced() throws IOException {
    run("UrlConnectionProbe", get());
    run("UrlConnectionProbe", get());

    ProgramRun.Outcome statement = statement();

    assertEquals(0, statement.exitCode(), statement.stdout() + statement.stderr());
  }

  @Test
  void namesTheBatchWhoseSignaturesLeft() throws IOException {
    run("UrlConnectionProbe", get(), batch());

    assertNotClean("shared-key-batch");
  }

  @Test
  void namesTheClientThatIsNotCovered() throws IOException {
    run("UrlConnectionProbe", get());
    run("RawTlsProbe", get());

    assertNotClean("RawTlsProbe");
  }

  @Test
  void namesTheProcessWithoutTheMapping() throws IOException {
    run("UrlConnectionProbe", get());
    Files.writeString(folder.resolve("mapping.json"), "{ \"mappings\": [] }");
    run("UrlConnectionProbe", get());

    assertNotClean("without a mapping: 1 with a stored secret");
  }

  @Test
  void namesTheRequestsThatTheMappingDoesNotTake() throws IOException {
    Path mapping = folder.resolve("mapping.json");
    Files.writeString(
        mapping,
        Files.readString(mapping).replace("\"resource\"", "\"path\": \"/c/**\", \"resource\""));
    run("UrlConnectionProbe", get(), get("/d/b"));

    assertNotClean("without a mapping: 1 with a stored secret");
  }

  @Test
  void namesTheConnectionThatIsNoHttp() throws IOException {
    run("UrlConnectionProbe", get());
    try (ServerSocket queue = new ServerSocket(KAFKA, 50, InetAddress.getByName("localhost"))) {
      ProgramRun.on(Jdk.current())
          .agent(arguments())
          .run("SigningProgram", "connect", "localhost", String.valueOf(queue.getLocalPort()));
    }

    assertNotClean("kafka");
  }

  @Test
  void namesTheLineThatWasEdited() throws IOException {
    run("UrlConnectionProbe", get());
    try (Stream<Path> files = Files.list(records)) {
      Path file = files.findFirst().orElseThrow();
      Files.writeString(file, Files.readString(file).replace("\"requests\":1", "\"requests\":2"));
    }

    assertNotClean(".jsonl:");
  }

  private Message get() {
    return get("/c/b");
  }

  private Message get(String path) {
    return new Message()
        .add("do", "call")
        .add("method", "GET")
        .add("url", "https://localhost:" + server.port() + path)
        .add("header", KEY);
  }

  private Message batch() {
    return new Message()
        .add("do", "call")
        .add("method", "POST")
        .add("url", "https://localhost:" + server.port() + "/?comp=batch")
        .add("header", KEY)
        .add("body", "--b\r\n" + KEY + "\r\n" + "x".repeat(LONG_BATCH))
        .add("bodyMode", "buffered");
  }

  private String arguments() {
    return "config=" + folder.resolve("mapping.json") + ",discover.report=" + records;
  }

  private void run(String program, Message... calls) throws IOException {
    List<String> options = new ArrayList<>(List.of(TestTls.shared().trustOptions()));
    options.add("-javaagent:" + AgentJar.path() + "=" + arguments());
    List<String> classPath = AgentJar.clientPath("http-url-connection/none");
    try (ProbeJvm jvm =
        ProbeJvm.start(Jdk.current(), program, classPath, options, identity.environment())) {
      for (Message call : calls) {
        jvm.send(call);
      }
    }
  }

  private ProgramRun.Outcome statement() throws IOException {
    return ProgramRun.on(Jdk.current())
        .runCommand(
            "-jar",
            AgentJar.path().toString(),
            "report",
            records.toString(),
            "--statement",
            "localhost");
  }

  private void assertNotClean(String named) throws IOException {
    ProgramRun.Outcome statement = statement();
    String said = statement.stdout() + statement.stderr();
    assertEquals(1, statement.exitCode(), said);
    assertTrue(said.contains(named), said);
  }
}
