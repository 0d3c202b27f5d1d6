package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What an endpoint may do to us, against a JVM of 64 MiB: bounded time, bounded memory, one code.
 */
class HostileAnswersTest {
  private static final String FAULT = "managed_identity_unreachable_network 0 4";
  private static final String UNREADABLE = "managed_identity_response_parse_failure 200 1";
  private static final String UNUSABLE = "managed_identity_request_failed 200 1";
  private static final String TOKEN = "chaos-token 200 1";

  private static final Map<String, String> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("/refused", FAULT);
    ROWS.put("/reset", FAULT);
    ROWS.put("/close-early", FAULT);
    ROWS.put("/hang", FAULT);
    ROWS.put("/drip", FAULT);
    ROWS.put("/endless-header", FAULT);
    ROWS.put("/bad-chunk", FAULT);
    ROWS.put("/two-lengths", FAULT);
    ROWS.put("/not-http", FAULT);
    ROWS.put("/large", UNREADABLE);
    ROWS.put("/large-without-length", UNREADABLE);
    ROWS.put("/html", UNREADABLE);
    ROWS.put("/truncated-json", UNREADABLE);
    ROWS.put("/duplicate-key", UNREADABLE);
    ROWS.put("/deep", UNREADABLE);
    ROWS.put("/utf-16", UNREADABLE);
    ROWS.put("/gzip", UNREADABLE);
    ROWS.put("/line-break-in-token", UNUSABLE);
    ROWS.put("/redirect-loop", "managed_identity_request_failed 302 1");
    ROWS.put("/byte-order-mark", TOKEN);
    ROWS.put("/latin-1", TOKEN);
    ROWS.put("/chunked-with-trailers", TOKEN);
  }

  private static ChaosServer server;
  private static List<String> outcomes;

  @BeforeAll
  static void run() throws Exception {
    server = new ChaosServer();
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-Xmx64m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ChaosProgram.class.getName());
    try (ClosedAddresses closed = new ClosedAddresses()) {
      for (String row : ROWS.keySet()) {
        command.add(
            row.equals("/refused")
                ? "http://127.0.0.1:" + closed.refusing().getPort() + row
                : server.origin() + row);
      }
    }
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(child.waitFor(60, TimeUnit.SECONDS));
    outcomes = text.lines().toList();
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> survives() {
    List<String> rows = List.copyOf(ROWS.keySet());
    return rows.stream()
        .map(row -> DynamicTest.dynamicTest(row.substring(1), () -> holds(row, rows.indexOf(row))));
  }

  private static void holds(String row, int index) {
    assertTrue(index < outcomes.size(), "the JVM stopped before: " + outcomes);
    String outcome = outcomes.get(index);
    int last = outcome.lastIndexOf(' ');

    assertEquals(ROWS.get(row), outcome.substring(0, last), row);

    long millis = Long.parseLong(outcome.substring(last + 1));
    assertTrue(millis < 4 * ChaosProgram.EXCHANGE_MILLIS + 2000, row + " took " + millis + " ms");
    if (row.equals("/redirect-loop")) {
      assertEquals(1, server.requests(row), "the redirect was followed");
    }
  }
}
