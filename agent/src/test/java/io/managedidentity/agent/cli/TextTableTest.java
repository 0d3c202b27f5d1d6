package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final List<String[]> ROWS =
      List.of(
          new String[] {"short", "https://a.example", "high"},
          new String[] {"a-longer-id", "https://a.much.longer.host.example", "low"});

  @Test
  void isOneLineForEachRowInAFile() {
    assertEquals(
        """
        short       https://a.example                  high
        a-longer-id https://a.much.longer.host.example low
        """,
        printed(TextTable.UNLIMITED, table -> table.rows(ROWS, 1, 10, 20)));
  }

  @Test
  void hasRoomForEachCell() {
    String wide = printed(TextTable.UNLIMITED, table -> table.rows(ROWS, 1, 10, 20));

    assertEquals(wide, printed(51, table -> table.rows(ROWS, 1, 10, 20)));
  }

  @Test
  void putsACellThatIsTooLongBelowItsRow() {
    assertEquals(
        """
        short       https://a.example                 high
        a-longer-id                                   low
            https://a.much.longer.host.example
        """,
        printed(50, table -> table.rows(ROWS, 1, 10, 20)));
  }

  @Test
  void wrapsProseInItsColumn() {
    String value = "What is said here takes more than one line of a terminal of sixty columns.";

    assertEquals(
        """
        name              What is said here takes more than one line
                            of a terminal of sixty columns.
        """,
        printed(60, table -> table.row("name", value)));
    assertEquals(
        """
                          What is said here takes more than one line
                            of a terminal of sixty columns.
        """,
        printed(60, table -> table.row("", value)));
  }

  @Test
  void wrapsProseBelowIfItsColumnIsNarrow() {
    String value = "What is said here takes more than one line.";

    assertEquals(
        """
        a-name-that-takes-most-of-the-room
            What is said here takes more than one line.
        """,
        printed(60, table -> table.row("a-name-that-takes-most-of-the-room", value)));
    assertEquals(
        "a-name-that-takes-most-of-the-room backup\n",
        printed(60, table -> table.row("a-name-that-takes-most-of-the-room", "backup")));
  }

  @Test
  void putsWhatMustStayWholeBelow() {
    String check = "check: java -jar managed-identity-agent.jar token --resource r --json";

    assertEquals(
        """
            check:
              java -jar managed-identity-agent.jar token --resource r --json
        """,
        printed(60, table -> table.row("", check)));
    assertEquals("    " + check + "\n", printed(79, table -> table.row("", check)));
  }

  @Test
  void namesEachValueOfAnObject() throws IOException {
    ObjectNode object =
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    """
                    { "id": "x", "none": null, "role": { "read": "Reader" }, "count": 3,
                      "remove": [ "x-api-key", "api-key" ], "empty": "" }
                    """);

    assertEquals(
        """
        id                x
        role.read         Reader
        count             3
        remove            ["x-api-key","api-key"]
        empty
        """,
        printed(60, table -> table.print(object)));
  }

  @Test
  void indentsASentenceThatGoesOn() {
    assertEquals(
        """
          one two
            three
            four
        """,
        printed(11, table -> table.text("  one two three four")));
    assertEquals(
        "  one two three four\n",
        printed(TextTable.UNLIMITED, table -> table.text("  one two three four")));
    assertEquals("\n", printed(11, table -> table.text("")));
  }

  private static String printed(int width, Consumer<TextTable> what) {
    StringWriter out = new StringWriter();
    what.accept(new TextTable(new PrintWriter(out), width));
    return out.toString().replace(System.lineSeparator(), "\n");
  }
}
