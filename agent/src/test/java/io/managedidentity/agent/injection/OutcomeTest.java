package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The words of outcomes, which scripts and dashboards know: none may change. */
class OutcomeTest {
  @Test
  void keepsItsWords() {
    StringBuilder words = new StringBuilder();
    for (Outcome outcome : Outcome.values()) {
      words.append(outcome.label()).append(' ').append(outcome.reason(Mode.OBSERVE)).append('\n');
    }

    assertEquals(
        """
        injected mapped
        answered mapped
        kept authorization-kept
        observed mode-observe
        left-out not-in-share
        no-token no-token
        not-answered not-answered
        plain-http plain-http
        other-port not-mapped
        other-name not-mapped
        other-place other-place
        left-alone left-alone
        fell-back fell-back
        held-back placeholder
        given-up given-up
        """,
        words.toString());
    assertEquals("mode-shadow", Outcome.OBSERVED.reason(Mode.SHADOW));
  }

  @Test
  void hasItsWordsInThePage() throws IOException {
    String page = Files.readString(Path.of("../docs/operations.md"));

    for (Outcome outcome : Outcome.values()) {
      assertTrue(page.contains("`" + outcome.label() + "`"), outcome.label());
      String reason = outcome.reason(Mode.OBSERVE);
      assertTrue(page.contains("`" + reason + "`"), reason);
    }
  }

  @Test
  void isFoundByItsCode() {
    for (Outcome outcome : Outcome.values()) {
      assertEquals(outcome, Outcome.of(outcome.code()));
    }
  }
}
