package io.managedidentity.agent.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A Chromium of this machine, spoken to by its DevTools protocol. */
final class HeadlessBrowser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] NAMES = {
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"
  };

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

  /** Addresses that were asked for. */
  final Queue<String> requests = new ConcurrentLinkedQueue<>();

  private final CompletableFuture<String> loaded = new CompletableFuture<>();
  private String session = "";

  /** The program, or null if there is none. */
  static String program() {
    String named = System.getProperty("browser");
    if (named != null) {
      return named;
    }
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> Stream.of(NAMES).map(name -> Path.of(folder, name).toFile()))
        .filter(File::canExecute)
        .map(File::getPath)
        .findFirst()
        .orElse(null);
  }

  HeadlessBrowser(String program, Path profile) throws Exception {
    process =
        new ProcessBuilder(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String address = null;
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith("DevTools listening on ")) {
        address = line.substring("DevTools listening on ".length());
        break;
      }
    }
    if (address == null) {
      throw new IOException("the browser " + program + " does not start");
    }
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Listener())
            .get(30, TimeUnit.SECONDS);
    JsonNode target =
        send("Target.createTarget", JSON.createObjectNode().put("url", "about:blank"));
    session =
        send(
                "Target.attachToTarget",
                JSON.createObjectNode()
                    .put("targetId", target.path("targetId").asText())
                    .put("flatten", true))
            .path("sessionId")
            .asText();
    send("Page.enable", JSON.createObjectNode());
    send("Network.enable", JSON.createObjectNode());
  }

  void open(Path page) throws Exception {
    send("Page.navigate", JSON.createObjectNode().put("url", page.toUri().toString()));
    loaded.get(30, TimeUnit.SECONDS);
  }

  void width(int width, boolean isPhone) throws Exception {
    send(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", 900)
            .put("deviceScaleFactor", 1)
            .put("mobile", isPhone));
  }

  void colours(String scheme, String medium) throws Exception {
    ObjectNode media = JSON.createObjectNode().put("media", medium);
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    send("Emulation.setEmulatedMedia", media);
  }

  JsonNode value(String expression) throws Exception {
    return send(
            "Runtime.evaluate",
            JSON.createObjectNode().put("expression", expression).put("returnByValue", true))
        .path("result")
        .path("value");
  }

  /** A picture of the whole page. */
  byte[] picture() throws Exception {
    return send(
            "Page.captureScreenshot",
            JSON.createObjectNode().put("format", "png").put("captureBeyondViewport", true))
        .path("data")
        .binaryValue();
  }

  byte[] pdf() throws Exception {
    return send("Page.printToPDF", JSON.createObjectNode()).path("data").binaryValue();
  }

  private JsonNode send(String method, ObjectNode parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    message.set("params", parameters);
    socket.sendText(JSON.writeValueAsString(message), true).get(30, TimeUnit.SECONDS);
    JsonNode node = answer.get(60, TimeUnit.SECONDS);
    if (node.has("error")) {
      throw new IOException(method + ": " + node.path("error"));
    }
    return node.path("result");
  }

  @Override
  public void close() throws Exception {
    session = "";
    send("Browser.close", JSON.createObjectNode());
    socket.abort();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      // The program may be a script that started the browser.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        try {
          take(JSON.readTree(text.toString()));
        } catch (IOException e) {
          loaded.completeExceptionally(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(JsonNode message) {
      CompletableFuture<JsonNode> answer =
          message.has("id") ? answers.remove(message.path("id").asInt()) : null;
      if (answer != null) {
        answer.complete(message);
      } else if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        requests.add(message.path("params").path("request").path("url").asText());
      } else if (message.path("method").asText().equals("Page.loadEventFired")) {
        loaded.complete("");
      }
    }
  }
}
