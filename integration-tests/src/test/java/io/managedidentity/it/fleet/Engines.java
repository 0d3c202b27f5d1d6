package io.managedidentity.it.fleet;

import io.managedidentity.it.jvm.AgentJar;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Programs of this machine that collect, and what is asked of them. */
final class Engines {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private Engines() {}

  /** A file of config-examples/fleet. */
  static Path example(String name) {
    return AgentJar.project().resolve("config-examples/fleet").resolve(name);
  }

  /** Null if it is neither on the PATH nor where Debian has it. */
  static String program(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/usr/sbin";
    for (String folder : path.split(File.pathSeparator)) {
      Path file = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return null;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static Process start(Path log, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  static void awaitListener(int port) throws InterruptedException {
    await(
        "port " + port,
        () -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return "open";
          }
        },
        "open"::equals);
  }

  static String get(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** What is asked for, once it is as it should be; fails with the last answer. */
  static String await(String what, Callable<String> question, Predicate<String> isGood)
      throws InterruptedException {
    long begun = System.nanoTime();
    String last = "";
    while (System.nanoTime() - begun < PATIENCE_NANOS) {
      try {
        last = question.call();
        if (isGood.test(last)) {
          return last;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        last = e.toString(); // it is not up yet
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError(what + ": " + last);
  }
}
