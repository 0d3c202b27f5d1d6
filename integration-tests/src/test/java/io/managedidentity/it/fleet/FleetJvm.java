package io.managedidentity.it.fleet;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An application with the agent and the exporter. Of its mappings, {@code moved} replaces a stored
 * secret, {@code kept} lets it leave, {@code failing} has no token, {@code rejected} no role.
 */
final class FleetJvm implements AutoCloseable {
  static final String KEY = "SharedKey orders:c2lnbmF0dXJl";

  private final WireServer api = WireServer.http("api");
  private final IdentityServer identity = new IdentityServer();
  private final ProbeJvm jvm;
  private final int exporterPort = Engines.freePort();

  FleetJvm(Jdk jdk, Path folder) throws IOException {
    api.answer(
        request ->
            request.target().startsWith("/rejected")
                ? WireResponse.of(403, "")
                : WireResponse.ok());
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.json"),
            """
            { "mappings": [
              { "name": "moved, first", "host": "localhost:*", "path": "/moved/**", "resource": "alpha", "allowPlainHttp": true,
                "existingAuthorization": "replace-stored-secret" },
              { "name": "kept", "host": "localhost:*", "path": "/kept/**", "resource": "alpha", "allowPlainHttp": true },
              { "name": "failing", "host": "localhost:*", "path": "/failing/**", "resource": "broken", "allowPlainHttp": true },
              { "name": "rejected", "host": "localhost:*", "path": "/rejected/**", "resource": "alpha", "allowPlainHttp": true }
            ] }
            """);
    Path exporter =
        AgentJar.project().resolve("integration-tests/target/jars/jmx_prometheus_javaagent.jar");
    jvm =
        ProbeJvm.start(
            jdk,
            "UrlConnectionProbe",
            AgentJar.clientPath("http-url-connection/none"),
            List.of(
                "-javaagent:"
                    + AgentJar.path()
                    + "=config="
                    + mapping
                    + ",discover.report="
                    + folder.resolve("records"),
                "-javaagent:"
                    + exporter
                    + "=127.0.0.1:"
                    + exporterPort
                    + ":"
                    + Engines.example("jmx-exporter.yaml")),
            identity.environment());
  }

  /** One request of each kind. */
  void call() throws IOException {
    get("/moved/a", KEY);
    get("/kept/a", KEY);
    get("/failing/a", null);
    get("/rejected/a", null);
  }

  private void get(String path, String authorization) throws IOException {
    Message message =
        new Message()
            .add("do", "call")
            .add("method", "GET")
            .add("url", "http://localhost:" + api.port() + path);
    if (authorization != null) {
      message.add("header", "Authorization: " + authorization);
    }
    jvm.send(message);
  }

  String exporter() {
    return "127.0.0.1:" + exporterPort;
  }

  /** What the exporter prints, once the agent's object is there. */
  String scrape() throws InterruptedException {
    return Engines.await(
        "metrics",
        () -> Engines.get("http://" + exporter() + "/metrics"),
        text -> text.contains("managed_identity_agent_running"));
  }

  @Override
  public void close() throws IOException {
    jvm.close();
    api.close();
    identity.close();
  }
}
