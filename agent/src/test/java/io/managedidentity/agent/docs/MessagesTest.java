package io.managedidentity.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every message of the shipped code is in the expectation of a test: at least five words of it that
 * follow each other, or all of a part with fewer, and that no other message has. What a test denies
 * does not count.
 */
class MessagesTest {
  @Test
  void provokesEveryMessage() throws IOException {
    List<String> missing = new ArrayList<>();
    unprovoked().forEach(message -> missing.add(message.place() + ": " + message.text()));

    assertTrue(
        missing.isEmpty(),
        () ->
            missing.size()
                + " messages are in no test. Write a test that provokes each and has its words (at"
                + " least five in a row that no other message has), for example a row of"
                + " config-messages.txt. If nothing can provoke it, nobody can read it: leave it"
                + " out.\n"
                + String.join("\n", missing));
  }

  @Test
  void leavesNoWordsOfOthersOutThatAreGone() throws IOException {
    Set<String> gone = new HashSet<>(OthersWords.read());
    SourceMessages.all().forEach(message -> gone.remove(message.text()));

    assertEquals(Set.of(), gone, "remove these lines from " + OthersWords.FILE);
  }

  @Test
  void joinsWhatTheSourceOfATestJoins() {
    String source =
        "/* \"no\" */ f(\"one \\\"two\\\" \"\n    + \"three\", '\"', \"four\"); // \"no\"";

    assertEquals("…one \"two\" three…four", TestTexts.literals(source));
  }

  @Test
  void leavesOutWhatATestDenies() {
    String source =
        "assertFalse(a.contains(\"one\"), \"two\"); f(\"three\"); assertNotEquals(\"four\", b());"
            + " assertEquals(\"five\", c());";

    assertEquals("…three…five", TestTexts.literals(source));
  }

  private static List<SourceMessage> unprovoked() throws IOException {
    List<SourceMessage> messages = SourceMessages.read();
    Map<String, Integer> count = new HashMap<>();
    for (SourceMessage message : messages) {
      SourceMessage.allRuns(message.text()).forEach(run -> count.merge(run, 1, Integer::sum));
    }
    Set<String> tested = TestTexts.runs();
    List<SourceMessage> unprovoked = new ArrayList<>();
    for (SourceMessage message : messages) {
      Set<String> runs = message.runs();
      Set<String> own = new HashSet<>(runs);
      own.removeIf(run -> count.getOrDefault(run, 0) > 1);
      if ((own.isEmpty() ? runs : own).stream().noneMatch(tested::contains)) {
        unprovoked.add(message);
      }
    }
    return unprovoked;
  }
}
