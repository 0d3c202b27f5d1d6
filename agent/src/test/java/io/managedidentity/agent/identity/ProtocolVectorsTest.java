package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every vector of {@code managed-identity-vectors.json}, each a test of its own; {@code
 * docs/protocol.md} says what its members mean. Another file of the same form is run with {@code
 * -Dvectors.file=PATH}.
 */
class ProtocolVectorsTest {
  @TestFactory
  Stream<DynamicTest> vector() throws Exception {
    List<JsonNode> vectors = VectorFile.read();
    assertFalse(vectors.isEmpty(), "the file holds no vectors");
    return vectors.stream()
        .map(v -> DynamicTest.dynamicTest(v.path("id").asText(), () -> holds(v)));
  }

  static void holds(JsonNode vector) throws Exception {
    try (JvmSettings settings = JvmSettings.of(vector);
        VectorRun run = new VectorRun(vector).run()) {
      String what = vector.path("id").asText() + ": " + vector.path("title").asText();
      assertEquals(List.of(), run.faults, what);
      JsonNode expect = run.vector.path("expect");
      if (expect.has("errorCode")) {
        assertFailure(expect, run, what);
      } else {
        assertToken(expect, run, what);
      }
      assertSteps(expect, run, what);
    }
  }

  private static void assertToken(JsonNode expect, VectorRun run, String what) {
    assertNull(run.failure, what);
    assertEquals(expect.path("token").asText(), run.token.value(), what);
    assertEquals(expect.path("expiresIn").asLong(), run.token.expiresInSeconds(), what);
    JsonNode refreshIn = expect.path("refreshIn");
    assertEquals(
        refreshIn.isNumber() ? refreshIn.asLong() : null, run.token.refreshInSeconds(), what);
    assertEquals(expect.path("attempts").asInt(), run.token.attempts(), what);
    if (expect.has("source")) {
      assertEquals(SourceNames.ours(expect.path("source").asText()), run.token.source(), what);
    }
  }

  private static void assertFailure(JsonNode expect, VectorRun run, String what) {
    assertNotNull(run.failure, what + ": a token came in place of a failure");
    String message = what + ": " + run.failure.getMessage();
    assertEquals(expect.path("errorCode").asText(), run.failure.code(), message);
    assertEquals(expect.path("attempts").asInt(), run.failure.attempts(), message);
    if (expect.has("httpStatus")) {
      assertEquals(expect.path("httpStatus").asInt(), run.failure.status(), message);
    }
    if (expect.has("sourceError")) {
      assertEquals(expect.path("sourceError").asText(), run.failure.sourceError(), message);
    }
    if (expect.has("correlationId")) {
      assertEquals(expect.path("correlationId").asText(), run.failure.correlationId(), message);
    }
    assertTrue(run.failure.getMessage().length() <= 1000, message);
    for (JsonNode text : expect.path("messageContains")) {
      assertTrue(run.failure.getMessage().contains(text.asText()), message);
    }
    for (JsonNode text : expect.path("messageExcludes")) {
      assertFalse(run.failure.toString().contains(text.asText()), message);
    }
  }

  private static void assertSteps(JsonNode expect, VectorRun run, String what) {
    assertEquals(run.vector.path("exchanges").size(), run.connections(), what);
    assertEquals(run.vector.path("processes").size(), run.processes(), what);
    List<Long> delays = new ArrayList<>();
    expect.path("delaysMs").forEach(delay -> delays.add(delay.asLong()));
    assertEquals(delays, run.clock.sleeps(), what);
    if (expect.has("secretSent") && !expect.path("secretSent").asBoolean()) {
      assertEquals(List.of(), run.requests(), what);
    }
  }
}
