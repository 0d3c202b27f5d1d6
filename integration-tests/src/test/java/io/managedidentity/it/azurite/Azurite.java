package io.managedidentity.it.azurite;

import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.server.TestTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Azurite on local ports, over HTTPS, checking Bearer tokens. */
final class Azurite implements AutoCloseable {
  private static final String SCRIPT = "node_modules/azurite/dist/src/azurite.js";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path output;
  final List<Integer> ports;

  private Azurite(Process process, Path output, List<Integer> ports) {
    this.process = process;
    this.output = output;
    this.ports = ports;
  }

  /** The installed program, if there is one. */
  static Optional<Path> installed() {
    Path script = Path.of(System.getProperty("azurite.home", ".")).resolve(SCRIPT).toAbsolutePath();
    return Files.exists(script) ? Optional.of(script) : Optional.empty();
  }

  static boolean isNodeInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Starts it and waits until all three ports answer.
   *
   * @param account name and key, as {@code name:key}
   */
  static Azurite start(Path folder, String account) throws IOException, InterruptedException {
    Path certificate =
        Files.writeString(folder.resolve("az.crt"), TestTls.shared().certificatePem());
    Path key = Files.writeString(folder.resolve("az.key"), TestTls.shared().privateKeyPem());
    Path output = folder.resolve("azurite.txt");
    List<Integer> ports = freePorts();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("node", installed().orElseThrow().toString()));
    command.addAll(List.of("--oauth", "basic", "--disableTelemetry", "--skipApiVersionCheck"));
    command.addAll(List.of("--cert", certificate.toString(), "--key", key.toString()));
    command.add("--inMemoryPersistence");
    command.addAll(List.of("--blobPort", "" + ports.get(0)));
    command.addAll(List.of("--queuePort", "" + ports.get(1)));
    command.addAll(List.of("--tablePort", "" + ports.get(2)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("AZURITE_ACCOUNTS", account);
    Azurite azurite = new Azurite(builder.start(), output, ports);
    azurite.awaitPorts();
    return azurite;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private void awaitPorts() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (int port : ports) {
      while (!isOpen(port)) {
        if (System.nanoTime() > end || process.waitFor(50, TimeUnit.MILLISECONDS)) {
          close();
          throw new IOException(
              "Azurite did not start: " + Files.readString(output, StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Integer> freePorts() throws IOException {
    try (ServerSocket blob = new ServerSocket(0);
        ServerSocket queue = new ServerSocket(0);
        ServerSocket table = new ServerSocket(0)) {
      return List.of(blob.getLocalPort(), queue.getLocalPort(), table.getLocalPort());
    }
  }

  /** The JDK of the legacy program: 8 where the run has it. */
  static Jdk legacyJdk() {
    return Jdk.all().stream()
        .filter(jdk -> jdk.version() == 8)
        .findFirst()
        .orElse(Jdk.all().get(0));
  }
}
