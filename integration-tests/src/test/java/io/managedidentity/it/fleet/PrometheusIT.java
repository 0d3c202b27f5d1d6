package io.managedidentity.it.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.jvm.Jdk;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Prometheus of this machine scrapes the exporter: alerts fire, and the dashboard has values. */
class PrometheusIT {
  private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

  @TempDir private Path folder;

  @Test
  void prometheusScrapesAndItsAlertsFire() throws Exception {
    String prometheus = Engines.program("prometheus");
    assumeTrue(prometheus != null, "Prometheus is not installed: apt-get install prometheus");
    int port = Engines.freePort();
    String api = "http://127.0.0.1:" + port + "/api/v1/";
    try (FleetJvm jvm = new FleetJvm(Jdk.current(), folder)) {
      Process server = start(prometheus, port, jvm.exporter());
      try {
        awaitAnswer(api, "managed_identity_agent_requests_total");
        jvm.call();

        for (String alert : List.of("SecretLeft", "NoToken")) {
          awaitAlert(api, alert, "firing");
        }
        for (String alert : List.of("TokenFailing", "Rejected")) {
          awaitAlert(api, alert, "pending");
        }
        String rules = Engines.get(api + "rules");
        assertEquals(9, rules.split("\"health\":\"ok\"", -1).length - 1, rules);
        List<String> expressions = expressions();
        assertTrue(expressions.size() > 10, expressions.toString());
        for (String expression : expressions) {
          awaitAnswer(api, expression);
        }
      } finally {
        Engines.stop(server);
      }
    }
  }

  private Process start(String prometheus, int port, String exporter) throws IOException {
    String text =
        Files.readString(Engines.example("prometheus.yaml"))
            .replace("30s", "500ms")
            .replace("orders-1.contoso.internal:9404", exporter);
    Path config = Files.writeString(folder.resolve("prometheus.yaml"), text);
    Files.copy(Engines.example("prometheus-alerts.yaml"), folder.resolve("prometheus-alerts.yaml"));
    return Engines.start(
        folder.resolve("prometheus.log"),
        List.of(
            prometheus,
            "--config.file=" + config,
            "--scrape.discovery-reload-interval=100ms",
            "--storage.tsdb.path=" + folder.resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + port));
  }

  private static void awaitAlert(String api, String name, String state)
      throws InterruptedException {
    Pattern wanted =
        Pattern.compile("\"alertname\":\"ManagedIdentity" + name + "\"[^}]*}[^}]*}[^}]*\"" + state);
    Engines.await(name, () -> Engines.get(api + "alerts"), text -> wanted.matcher(text).find());
  }

  /** Waits until the expression has a value. */
  private static void awaitAnswer(String api, String expression) throws InterruptedException {
    String query = expression.replace("$job", ".*").replace("$__rate_interval", "1m");
    String url = api + "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    Engines.await(query, () -> Engines.get(url), text -> text.contains("\"value\":["));
  }

  private static List<String> expressions() throws IOException {
    List<String> all = new ArrayList<>();
    Matcher found = EXPRESSION.matcher(Files.readString(Engines.example("grafana-dashboard.json")));
    while (found.find()) {
      all.add(found.group(1).replace("\\\"", "\""));
    }
    return all;
  }
}
