package io.managedidentity.it.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of the JMX object through the released exporter, Prometheus and the dashboard. */
class MetricsIT {
  private static final Pattern METRIC = Pattern.compile("managed_identity_agent_[a-z0-9_]+");
  private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void exporterPrintsEveryNumber(Jdk jdk) throws Exception {
    try (FleetJvm jvm = new FleetJvm(jdk, folder)) {
      jvm.call();

      List<String> lines = jvm.scrape().lines().toList();

      for (String expected :
          List.of(
              "running{version=\"0.1.0\"} 1.0",
              "mode{mode=\"inject\"} 1.0",
              "switched_off 0.0",
              "mappings 4.0",
              "suppressed_errors_total 0.0",
              "requests_total{mapping=\"moved, first\"} 1.0",
              "injected_total{mapping=\"moved, first\"} 1.0",
              "clean{mapping=\"moved, first\"} 1.0",
              "secrets_seen_total{kind=\"shared-key\",mapping=\"moved, first\"} 1.0",
              "kept_total{mapping=\"kept\"} 1.0",
              "clean{mapping=\"kept\"} 0.0",
              "secrets_left_total{kind=\"shared-key\",mapping=\"kept\",why=\"kept\"} 1.0",
              "failed_total{mapping=\"failing\"} 1.0",
              "rejected_total{mapping=\"rejected\",status=\"403\"} 1.0",
              "rejected_total{mapping=\"rejected\",status=\"401\"} 0.0",
              "observed_total{mapping=\"kept\"} 0.0",
              "leftout_total{mapping=\"kept\"} 0.0",
              "plainhttp_total{mapping=\"kept\"} 0.0",
              "cannotberead_total{mapping=\"kept\"} 0.0",
              "resent_total{mapping=\"kept\"} 0.0",
              "fellback_total{mapping=\"kept\"} 0.0",
              "token_failing{identity=\"system-assigned\",resource=\"alpha\"} 0.0",
              "token_failures_total{identity=\"system-assigned\",resource=\"alpha\"} 0.0",
              "token_failing{identity=\"system-assigned\",resource=\"broken\"} 1.0")) {
        assertTrue(lines.contains("managed_identity_agent_" + expected), expected + lines);
      }
      long now = System.currentTimeMillis() / 1000;
      assertTrue(value(lines, "token_expires_timestamp_seconds") > now + 86_000);
      assertTrue(Math.abs(value(lines, "token_refreshed_timestamp_seconds") - now) < 60);
      assertTrue(
          lines.stream()
              .anyMatch(
                  line ->
                      line.startsWith("managed_identity_agent_token_failures_total{")
                          && line.contains("\"broken\"")
                          && !line.endsWith(" 0.0")));
      assertFalse(lines.toString().contains(FleetJvm.KEY));
    }
  }

  private static double value(List<String> lines, String metric) {
    String start =
        "managed_identity_agent_" + metric + "{identity=\"system-assigned\",resource=\"alpha\"} ";
    String line = lines.stream().filter(each -> each.startsWith(start)).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(start.length()));
  }

  @Test
  void dashboardAndAlertsAskOnlyForWhatTheExporterPrints() throws Exception {
    Set<String> printed = new TreeSet<>();
    try (FleetJvm jvm = new FleetJvm(Jdk.current(), folder)) {
      jvm.call();
      printed.addAll(names(jvm.scrape()));
    }

    for (String file : List.of("grafana-dashboard.json", "prometheus-alerts.yaml")) {
      Set<String> unknown = names(Files.readString(Engines.example(file)));
      unknown.removeAll(printed);
      assertEquals(Set.of(), unknown, file);
    }
    assertTrue(expressions().size() > 10);
  }

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
        assertEquals(8, rules.split("\"health\":\"ok\"", -1).length - 1, rules);
        for (String expression : expressions()) {
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

  private static Set<String> names(String text) {
    Set<String> all = new TreeSet<>();
    Matcher found = METRIC.matcher(text);
    while (found.find()) {
      all.add(found.group());
    }
    return all;
  }
}
