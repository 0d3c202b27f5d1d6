package io.managedidentity.agent.discovery;

import org.jspecify.annotations.Nullable;

/** Members of a JSON object, in the order in which they are added. Not thread-safe. */
public final class RecordText {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder json = new StringBuilder(256);

  /** A text; left out if it is null. */
  public RecordText add(String name, @Nullable String value) {
    if (value != null) {
      begin(name);
      quote(value);
    }
    return this;
  }

  public RecordText add(String name, long value) {
    begin(name);
    json.append(value);
    return this;
  }

  public RecordText add(String name, boolean value) {
    begin(name);
    json.append(value);
    return this;
  }

  /** A time, as ISO 8601 in UTC. */
  public RecordText time(String name, long wallMillis) {
    return add(name, RecordTime.text(wallMillis));
  }

  /** An object; left out if it is null. */
  public RecordText add(String name, @Nullable RecordText members) {
    if (members != null) {
      begin(name);
      json.append('{').append(members.json).append('}');
    }
    return this;
  }

  /** A list of objects; left out if it is empty. */
  public RecordText addAll(String name, Iterable<RecordText> objects) {
    int start = json.length();
    begin(name);
    json.append('[');
    int first = json.length();
    for (RecordText object : objects) {
      json.append(json.length() == first ? "{" : ",{").append(object.json).append('}');
    }
    if (json.length() == first) {
      json.setLength(start);
    } else {
      json.append(']');
    }
    return this;
  }

  /** A list of texts; left out if it is empty. */
  public RecordText addTexts(String name, Iterable<String> texts) {
    int start = json.length();
    begin(name);
    json.append('[');
    int first = json.length();
    for (String text : texts) {
      if (json.length() > first) {
        json.append(',');
      }
      quote(text);
    }
    if (json.length() == first) {
      json.setLength(start);
    } else {
      json.append(']');
    }
    return this;
  }

  private void begin(String name) {
    if (json.length() > 0) {
      json.append(',');
    }
    quote(name);
    json.append(':');
  }

  private void quote(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
        json.append("\\u")
            .append(HEX.charAt(c >> 12))
            .append(HEX.charAt(c >> 8 & 15))
            .append(HEX.charAt(c >> 4 & 15))
            .append(HEX.charAt(c & 15));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  /** The members, without braces. */
  @Override
  public String toString() {
    return json.toString();
  }
}
