package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeaderListTest {
  private final HeaderList headers = new HeaderList();

  @Test
  void setsInPlaceOfAllOfThatName() {
    headers.add("A", "1");
    headers.add("b", "2");
    headers.add("B", "3");
    headers.add("C", "4");

    headers.set("b", "5");

    assertEquals("A=1 b=5 C=4", text());
  }

  @Test
  void addsAtTheEndWhatIsNew() {
    headers.add("A", "1");

    headers.set("B", "2");

    assertEquals("A=1 B=2", text());
  }

  @Test
  void removesEverySpelling() {
    headers.add("x-api-key", "1");
    headers.add("A", "2");
    headers.add("X-API-Key", "3");

    headers.remove("X-Api-Key");

    assertEquals("A=2", text());
  }

  /** Lenient servers read it as the name without the blank, the old secret with it. */
  @Test
  void knowsANameWithBlanksAroundIt() {
    headers.add("Authorization ", "Basic old");
    headers.add("\tauthorization", "Basic older");
    headers.add("Authorization-Context", "x");

    headers.set("Authorization", "Bearer new");

    assertEquals("Authorization=Bearer new Authorization-Context=x", text());
    assertNull(headers.first("Context"));
  }

  @Test
  void tellsWhatAMessageDoesNotHaveYet() {
    HeaderList made = new HeaderList();
    made.add("a", "1");
    made.add("B", "2");
    made.add("B", "3");
    headers.add("A", "1");
    headers.add("b", "2");
    headers.add("C", "4");

    assertFalse(headers.isNew(0, made));
    assertTrue(headers.isNew(1, made), "the other one is to go");
    assertTrue(headers.isNew(2, made));
  }

  @Test
  void findsAHeaderThatIsExactlyTheSame() {
    headers.add("A", "1");
    headers.add("A", "1");
    headers.add("a", "1");

    assertEquals(0, headers.indexOf("A", "1", 0));
    assertEquals(1, headers.indexOf("A", "1", 1));
    assertEquals(-1, headers.indexOf("A", "1", 2));
    assertEquals(-1, headers.indexOf("A", "2", 0));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < headers.size(); i++) {
      text.append(i == 0 ? "" : " ").append(headers.name(i)).append('=').append(headers.value(i));
    }
    return text.toString();
  }
}
