package io.managedidentity.agent.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(JsonReader.MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String[] SEEDS = {
    "{\"a\":1,\"b\":[true,false,null,\"x\\u00e4\\n\\\\\"],\"c\":{\"d\":-1.5e+10,\"e\":{}},\"f\":[]}",
    "[0,-0,10,1.0,1e5,1E-5,\"\",\" \\t\",[[[]]]]",
    "\"\\ud83d\\ude00 text / \\/ \\b\\f\\r\"",
    " { \"access_token\" : \"t\" , \"expires_on\" : 1893542400 } \n",
  };

  /**
   * The mutants of a few documents: what Jackson accepts we accept, with the same tokens, and the
   * other way round.
   */
  @Test
  void agreesWithJacksonOnRandomMutants() {
    Random random = new Random(42);
    String alphabet = "{}[]\",:\\ \n\t0123456789.eE+-truefalsnbx/*\u00e4\u0001'";
    int accepted = 0;
    for (int i = 0; i < 60_000; i++) {
      StringBuilder text = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
      for (int edits = random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, c);
          case 1 -> text.insert(at, c);
          default -> text.deleteCharAt(at);
        }
        if (text.length() == 0) {
          text.append(' ');
        }
      }
      String json = text.toString();
      String theirs = byJackson(json);
      String ours = byUs(json);
      assertEquals(theirs, ours, () -> "for " + json);
      accepted += ours == null ? 0 : 1;
    }
    assertEquals(true, accepted > 5_000, "accepted " + accepted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,} | 1 | 8",
        "{\"a\" 1} | 1 | 6",
        "{\"a\":tru} | 1 | 6",
        "{\"a\":01} | 1 | 6",
        "{'a':1} | 1 | 2",
        "[1 2] | 1 | 4",
        "{} x | 1 | 4",
        "{\"a\": | 1 | 6",
      })
  void tellsWhereTheFaultIs(String json, int line, int column) {
    JsonSyntaxException fault =
        assertThrows(JsonSyntaxException.class, () -> drain(JsonReader.strict(json)));

    assertEquals(line + ":" + column, fault.line() + ":" + fault.column(), fault.getMessage());
  }

  @Test
  void countsLinesThroughComments() throws JsonSyntaxException {
    JsonReader reader = JsonReader.withComments("{ // one\n /* two\n three */ \"a\"\n: 5,\n}");

    assertEquals(JsonToken.BEGIN_OBJECT, reader.next());
    assertEquals(JsonToken.NAME, reader.next());
    assertEquals("3:11", reader.line() + ":" + reader.column());
    assertEquals(JsonToken.NUMBER, reader.next());
    assertEquals("4:3", reader.line() + ":" + reader.column());
    assertEquals(JsonToken.END_OBJECT, reader.next());
    assertEquals(JsonToken.END, reader.next());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ // c\n}", "[1,]", "/* c */ 1"})
  void takesCommentsAndTrailingCommasOnlyWhereAsked(String json) throws JsonSyntaxException {
    drain(JsonReader.withComments(json));

    assertThrows(JsonSyntaxException.class, () -> drain(JsonReader.strict(json)));
  }

  @Test
  void refusesDeepNestingWithoutDeepRecursion() {
    JsonSyntaxException fault =
        assertThrows(
            JsonSyntaxException.class, () -> drain(JsonReader.strict("[".repeat(1_000_000))));

    assertEquals("nested deeper than 64", fault.getMessage());
  }

  @Test
  void refusesALineBreakInAString() {
    JsonSyntaxException fault =
        assertThrows(JsonSyntaxException.class, () -> drain(JsonReader.strict("[\"a\nb\"]")));

    assertEquals("a string contains a line break or another control character", fault.getMessage());
  }

  @Test
  void skipsAWholeValue() throws JsonSyntaxException {
    JsonReader reader = JsonReader.strict("{\"a\":{\"b\":[1,{\"c\":2}]},\"d\":3}");
    reader.next();
    reader.next();
    reader.skip(reader.next());

    assertEquals(JsonToken.NAME, reader.next());
    assertEquals("d", reader.text());
  }

  private static String byJackson(String json) {
    try {
      JsonNode node = JACKSON.readTree(json);
      return node == null || node.isMissingNode() ? null : "accepted";
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String byUs(String json) {
    try {
      drain(JsonReader.strict(json));
      return "accepted";
    } catch (JsonSyntaxException e) {
      return null;
    }
  }

  private static void drain(JsonReader reader) throws JsonSyntaxException {
    while (reader.next() != JsonToken.END) {
      continue;
    }
  }
}
