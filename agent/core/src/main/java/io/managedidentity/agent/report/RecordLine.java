package io.managedidentity.agent.report;

import io.managedidentity.agent.json.JsonReader;
import io.managedidentity.agent.json.JsonSyntaxException;
import io.managedidentity.agent.json.JsonToken;
import org.jspecify.annotations.Nullable;

/** What every line of a record has, read without keeping the rest. Immutable. */
final class RecordLine {
  /** The version of the lines that are read here. */
  static final int VERSION = 1;

  final long version;
  final String type;
  final String run;
  final long seq;
  final String time;
  final String previous;

  /** Whether a {@code start} says that earlier lines of the file were dropped. */
  final boolean isCompacted;

  /** What the line is about, of which the last line of a run counts. */
  final String thing;

  private RecordLine(
      long version,
      String type,
      String run,
      long seq,
      String time,
      String previous,
      boolean isCompacted,
      String thing) {
    this.version = version;
    this.type = type;
    this.run = run;
    this.seq = seq;
    this.time = time;
    this.previous = previous;
    this.isCompacted = isCompacted;
    this.thing = thing;
  }

  /** Null if it is JSON, but no line of a record. */
  static @Nullable RecordLine parse(String text) throws JsonSyntaxException {
    JsonReader reader = JsonReader.strict(text);
    if (reader.next() != JsonToken.BEGIN_OBJECT) {
      return null;
    }
    long version = 0;
    long seq = 0;
    String type = "";
    String run = "";
    String time = "";
    String previous = "";
    String thing = "";
    boolean isCompacted = false;
    for (JsonToken name = reader.next(); name == JsonToken.NAME; name = reader.next()) {
      String key = reader.text();
      JsonToken token = reader.next();
      String value =
          token == JsonToken.STRING || token == JsonToken.NUMBER || token == JsonToken.BOOLEAN
              ? JsonObject.cut(reader.text())
              : "";
      reader.skip(token);
      switch (key) {
        case "v":
          version = number(value);
          break;
        case "seq":
          seq = number(value);
          break;
        case "type":
          type = value;
          break;
        case "run":
          run = value;
          break;
        case "time":
          time = value;
          break;
        case "previous":
          previous = value;
          break;
        case "compacted":
          isCompacted = value.equals("true");
          break;
        case "id":
        case "name":
        case "what":
          thing = thing + " " + key + "=" + value;
          break;
        default:
      }
    }
    if (reader.next() != JsonToken.END || version <= 0 || type.isEmpty() || run.isEmpty()) {
      return null;
    }
    return new RecordLine(
        version,
        type,
        run,
        seq,
        time,
        previous,
        isCompacted,
        type.equals("start") ? type : type + thing);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
