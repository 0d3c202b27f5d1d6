package io.managedidentity.agent.identity;

import io.managedidentity.agent.json.JsonReader;
import io.managedidentity.agent.json.JsonSyntaxException;
import io.managedidentity.agent.json.JsonToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form field {@code claims} of Entra (R-CAE): the challenge's claims, with the client's
 * capabilities merged into their {@code access_token}.
 */
final class ClaimsParameter {
  private static final String ACCESS_TOKEN = "access_token";
  private static final String CAPABILITIES = "xms_cc";

  private final JsonReader reader;
  private final String capabilities;
  private final StringBuilder merged = new StringBuilder();

  private ClaimsParameter(String claims, String capabilities) {
    this.reader = JsonReader.strict(claims);
    this.capabilities = capabilities;
  }

  /**
   * The JSON text to send. Claims that are not a JSON object come from a service with wrong
   * challenges; they are left out, since Entra would refuse the whole request.
   */
  static String of(List<String> capabilities, @Nullable String claims) {
    String values = capabilities(capabilities);
    if (claims != null) {
      try {
        return new ClaimsParameter(claims, values).merge();
      } catch (JsonSyntaxException e) {
        return withoutChallenge(values);
      }
    }
    return withoutChallenge(values);
  }

  private static String withoutChallenge(String capabilities) {
    return "{\"" + ACCESS_TOKEN + "\":{" + capabilities + "}}";
  }

  private static String capabilities(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder member = new StringBuilder("\"" + CAPABILITIES + "\":{\"values\":[");
    for (int i = 0; i < names.size(); i++) {
      member.append(i == 0 ? "" : ",");
      quote(names.get(i), member);
    }
    return member.append("]}").toString();
  }

  private String merge() throws JsonSyntaxException {
    if (reader.next() != JsonToken.BEGIN_OBJECT) {
      return withoutChallenge(capabilities);
    }
    merged.append('{');
    boolean isMerged = false;
    while (reader.next() == JsonToken.NAME) {
      String name = reader.text();
      JsonToken value = reader.next();
      separate();
      quote(name, merged);
      merged.append(':');
      if (name.equals(ACCESS_TOKEN) && value == JsonToken.BEGIN_OBJECT && !isMerged) {
        copyAccessToken();
        isMerged = true;
      } else {
        copy(value);
      }
    }
    reader.next(); // nothing may follow
    if (!isMerged) {
      separate();
      merged.append('"').append(ACCESS_TOKEN).append("\":{").append(capabilities).append('}');
    }
    return merged.append('}').toString();
  }

  private void copyAccessToken() throws JsonSyntaxException {
    merged.append('{').append(capabilities);
    while (reader.next() == JsonToken.NAME) {
      String name = reader.text();
      JsonToken value = reader.next();
      if (name.equals(CAPABILITIES) && !capabilities.isEmpty()) {
        reader.skip(value);
        continue;
      }
      separate();
      quote(name, merged);
      merged.append(':');
      copy(value);
    }
    merged.append('}');
  }

  private void copy(JsonToken begun) throws JsonSyntaxException {
    switch (begun) {
      case BEGIN_OBJECT:
        merged.append('{');
        while (reader.next() == JsonToken.NAME) {
          separate();
          quote(reader.text(), merged);
          merged.append(':');
          copy(reader.next());
        }
        merged.append('}');
        break;
      case BEGIN_ARRAY:
        merged.append('[');
        for (JsonToken item = reader.next(); item != JsonToken.END_ARRAY; item = reader.next()) {
          separate();
          copy(item);
        }
        merged.append(']');
        break;
      case STRING:
        quote(reader.text(), merged);
        break;
      case NULL:
        merged.append("null");
        break;
      default:
        merged.append(reader.text());
    }
  }

  private void separate() {
    char last = merged.charAt(merged.length() - 1);
    if (last != '{' && last != '[') {
      merged.append(',');
    }
  }

  private static void quote(String text, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c < ' ') {
        to.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
      } else {
        to.append(c);
      }
    }
    to.append('"');
  }
}
