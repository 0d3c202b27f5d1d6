package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineBreaksTest {
  /** A bar stands where a line ends. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "one two three; one two|  three",
        "one  two  three; one  two|  three",
        "one two three four five; one two|  three|  four five",
        "at https://orders.vault.azure.net/a now; at|  https://orders.vault.azure.net/a|  now",
        "as 11111111-2222-3333-4444-555555555555; as|  11111111-2222-3333-4444-555555555555",
        "mapping \"my own orders\" left; mapping|  \"my own orders\"|  left",
        "one two three \" four; one two|  three \"|  four",
        "put \"skip\": true above; put|  \"skip\": true|  above",
        "write { \"a\": 1, \"b\": 2 } there; write|  { \"a\": 1, \"b\": 2 }|  there",
        "one two three { four; one two|  three {|  four",
        "[\"one two\",\"three\",\"four\",\"x\"]; [\"one two\",|  \"three\",|  \"four\",|  \"x\"]",
        "az login --tenant T; az login --tenant T",
        "Run: az login --tenant T. Then try again.; Run:|  az login --tenant T.|  Then try|  again.",
        "check: java -jar agent.jar sources; check:|  java -jar agent.jar sources",
        "Run it: azd auth login; Run it:|  azd auth login",
        "the program az is missing; the program|  az is|  missing",
      })
  void keepsWholeWhatIsSearchedForOrCopied(String text, String lines) {
    assertEquals(lines, String.join("|", LineBreaks.lines(text, 11)));
  }

  @Test
  void leavesATextThatFits() {
    assertEquals(List.of(" a  b "), LineBreaks.lines(" a  b ", 6));
    assertEquals(List.of(""), LineBreaks.lines("", 6));
  }
}
