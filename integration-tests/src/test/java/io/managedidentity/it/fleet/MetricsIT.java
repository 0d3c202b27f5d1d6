package io.managedidentity.it.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of the JMX object through the released exporter: what the dashboard asks for. */
class MetricsIT {
  private static final Pattern METRIC = Pattern.compile("managed_identity_agent_[a-z0-9_]+");

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
              "heldback_total{mapping=\"kept\"} 0.0",
              "plainhttp_total{mapping=\"kept\"} 0.0",
              "redirected_total{mapping=\"kept\"} 0.0",
              "otherport_total{mapping=\"kept\"} 0.0",
              "othername_total{mapping=\"kept\"} 0.0",
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
