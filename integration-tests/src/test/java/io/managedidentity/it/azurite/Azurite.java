package io.managedidentity.it.azurite;

import io.managedidentity.it.server.TestTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The storage emulator with TLS and OAuth, all data in memory; from integration-tests/node_modules.
 */
final class Azurite implements AutoCloseable {
  private static final Path PROGRAM = Path.of("node_modules/azurite/dist/src/azurite.js");

  private final Process process;
  private final Path folder;
  private final int[] ports;

  private Azurite(Process process, Path folder, int[] ports) {
    this.process = process;
    this.folder = folder;
    this.ports = ports;
  }

  static boolean isInstalled() {
    return Files.exists(PROGRAM);
  }

  static Azurite start() throws IOException {
    Path folder = Files.createTempDirectory("azurite");
    Path certificate =
        Files.writeString(folder.resolve("tls.crt"), TestTls.shared().certificatePem());
    Path key = Files.writeString(folder.resolve("tls.key"), TestTls.shared().privateKeyPem());
    int[] ports = {freePort(), freePort(), freePort()};
    Process process =
        new ProcessBuilder(
                "node",
                PROGRAM.toString(),
                "--oauth",
                "basic",
                "--cert",
                certificate.toString(),
                "--key",
                key.toString(),
                "--inMemoryPersistence",
                "--disableTelemetry",
                "--skipApiVersionCheck",
                "--blobHost",
                "127.0.0.1",
                "--queueHost",
                "127.0.0.1",
                "--tableHost",
                "127.0.0.1",
                "--blobPort",
                "" + ports[0],
                "--queuePort",
                "" + ports[1],
                "--tablePort",
                "" + ports[2])
            .redirectErrorStream(true)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      if (line.contains("Table service successfully listens")
          || line.contains("Table service is successfully listening")) {
        Thread drain = new Thread(() -> drain(out));
        drain.setDaemon(true);
        drain.start();
        return new Azurite(process, folder, ports);
      }
    }
    process.destroyForcibly();
    throw new IOException("Azurite did not start: " + said);
  }

  /** Of the services blob, queue and table. */
  String[] endpoints() {
    String[] endpoints = new String[ports.length];
    for (int i = 0; i < ports.length; i++) {
      endpoints[i] = "https://127.0.0.1:" + ports[i] + "/devstoreaccount1";
    }
    return endpoints;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void drain(BufferedReader out) {
    try {
      while (out.readLine() != null) {
        continue;
      }
    } catch (IOException e) {
      return; // it was stopped
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
