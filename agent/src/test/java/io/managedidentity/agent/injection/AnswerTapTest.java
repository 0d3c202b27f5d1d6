package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTapTest {
  private final List<String> told = new ArrayList<>();
  private final List<Throwable> faults = new ArrayList<>();
  private final AnswerTap tap = new AnswerTap(told::add, faults::add);

  @Test
  void putsTogetherWhatComesInParts() {
    for (String part : List.of("{\"message\":\"AK", "", "V100", "46: no\"}")) {
      show(part);
    }
    tap.end();
    tap.end();

    assertEquals(List.of("{\"message\":\"AKV10046: no\"}"), told);
    assertEquals(0, tap.room());
  }

  @Test
  void tellsNothingOfAnEmptyBody() {
    tap.end();

    assertEquals(List.of(), told);
  }

  @Test
  void tellsTheBeginningOfALongBodyAtOnce() {
    String body = "x".repeat(AnswerTap.MOST_BYTES);

    show(body.substring(1));
    int room = tap.room();
    show("yz");
    show("more");
    tap.end();

    assertEquals(1, room);
    assertEquals(List.of(body.substring(1) + "y"), told);
  }

  /** The rest of its digits makes another one of it. */
  @Test
  void leavesOutACodeThatIsCut() {
    String before = "x".repeat(AnswerTap.MOST_BYTES - "AKV100".length()) + "AKV";

    show(before + "10046");

    assertEquals(List.of(before), told);
  }

  @Test
  void leavesOutACodeThatTheClientDoesNotReadToItsEnd() {
    show("AADSTS700024".substring(0, 11));
    tap.cut();

    assertEquals(List.of("AADSTS"), told);
  }

  @Test
  void takesACodeAtTheEndOfTheBody() {
    show("AADSTS700024");
    tap.end();
    tap.cut();

    assertEquals(List.of("AADSTS700024"), told);
  }

  /** The application may keep what keeps it. */
  @Test
  void keepsNobodyWhenItHasEnded() throws Exception {
    show("x");
    tap.end();
    tap.failed(new IllegalStateException());

    assertEquals(List.of(), faults);
    for (Field field : AnswerTap.class.getDeclaredFields()) {
      if (!field.getType().isPrimitive() && !field.getType().isArray()) {
        field.setAccessible(true);
        assertNull(field.get(tap), field::getName);
      }
    }
  }

  @Test
  void readsOnlyThePartThatItIsShown() {
    tap.bytes("abcdef".getBytes(StandardCharsets.UTF_8), 2, 3);
    tap.end();

    assertEquals(List.of("cde"), told);
  }

  @Test
  void neverThrows() {
    Error failure = new StackOverflowError();
    AnswerTap failing =
        new AnswerTap(
            text -> {
              throw failure;
            },
            faults::add);

    failing.bytes(new byte[] {'a'}, 0, 1);
    failing.end();
    failing.bytes(new byte[] {'a'}, 0, 1);
    failing.end();

    assertEquals(1, faults.size());
    assertSame(failure, assertInstanceOf(UnreadAnswer.class, faults.get(0)).fault());
  }

  /** Two threads: one reads the end, the other closes. */
  @Test
  void endsOnceWhileItTells() {
    AnswerTap[] itself = new AnswerTap[1];
    itself[0] =
        new AnswerTap(
            text -> {
              itself[0].cut();
              told.add(text);
            },
            faults::add);

    itself[0].bytes("AKV10046".getBytes(StandardCharsets.UTF_8), 0, 8);
    itself[0].end();

    assertEquals(List.of("AKV10046"), told);
    assertEquals(List.of(), faults);
  }

  @Test
  void asksWithTheFirstByteWhetherItIsWanted() {
    List<String> asked = new ArrayList<>();
    AnswerTap unwanted =
        new AnswerTap(
            new AnswerTap.Reader() {
              @Override
              public boolean begins() {
                asked.add("");
                return false;
              }

              @Override
              public void read(String text) {
                told.add(text);
              }
            },
            faults::add);

    unwanted.bytes(new byte[1], 0, 0);
    assertEquals(0, asked.size());
    unwanted.bytes(new byte[1], 0, 1);
    unwanted.bytes(new byte[1], 0, 1);
    unwanted.end();

    assertEquals(1, asked.size());
    assertEquals(List.of(), told);
  }

  @Test
  void reportsBytesThatAreNotThereAndReadsNoMore() {
    tap.bytes(new byte[1], 0, 9);
    show("a");
    tap.end();

    assertEquals(1, faults.size());
    assertEquals(List.of(), told);
  }

  private void show(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    tap.bytes(bytes, 0, bytes.length);
  }
}
