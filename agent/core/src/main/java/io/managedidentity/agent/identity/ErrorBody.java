package io.managedidentity.agent.identity;

import io.managedidentity.agent.json.JsonReader;
import io.managedidentity.agent.json.JsonSyntaxException;
import io.managedidentity.agent.json.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * What an error answer says, in any of the forms of R-ERR: flat, with a nested error object, or
 * plain text. Never fails.
 */
final class ErrorBody {
  private @Nullable String code;
  private @Nullable String description;
  private @Nullable String correlationId;

  private ErrorBody() {}

  static ErrorBody read(String text) {
    ErrorBody body = new ErrorBody();
    try {
      JsonReader reader = JsonReader.strict(text);
      if (reader.next() == JsonToken.BEGIN_OBJECT) {
        body.members(reader, false);
      }
    } catch (JsonSyntaxException e) {
      body.description = body.description == null ? oneLine(text) : body.description;
    }
    return body;
  }

  private void members(JsonReader reader, boolean nested) throws JsonSyntaxException {
    while (reader.next() == JsonToken.NAME) {
      String name = reader.text();
      JsonToken value = reader.next();
      if (value == JsonToken.STRING || value == JsonToken.NUMBER) {
        take(name, reader.text(), nested);
      } else if (value == JsonToken.BEGIN_OBJECT && name.equals("error") && !nested) {
        members(reader, true);
      } else {
        reader.skip(value);
      }
    }
  }

  private void take(String name, String value, boolean nested) {
    switch (name) {
      case "error":
        code = value;
        break;
      case "code":
        code = nested ? value : code;
        break;
      case "error_description":
      case "message":
        description = description == null ? oneLine(value) : description;
        break;
      case "correlationId":
      case "correlation_id":
        correlationId = oneLine(value);
        break;
      default:
        break;
    }
  }

  /** The source's own error code. */
  @Nullable String code() {
    return code;
  }

  @Nullable String description() {
    return description;
  }

  @Nullable String correlationId() {
    return correlationId;
  }

  /** Without line breaks and control characters, so that it cannot forge a line of a log. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), Ask.MAX_MESSAGE));
    for (int i = 0; i < text.length() && line.length() < Ask.MAX_MESSAGE; i++) {
      char c = text.charAt(i);
      boolean blank = c <= ' ' || Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
      if (!blank) {
        line.append(c);
      } else if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') {
        line.append(' ');
      }
    }
    return line.toString().trim();
  }
}
