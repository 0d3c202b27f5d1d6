package io.managedidentity.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line between test and probe, {@code name=value&name=value}, repeated names allowed; of the
 * characters only those that mean something in it are escaped, as in a form.
 */
public final class Message {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  public static Message parse(String line) {
    Message message = new Message();
    for (String pair : line.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        message.add(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return message;
  }

  public Message add(String name, String value) {
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    return this;
  }

  /** Takes the place of all values of that name. */
  public Message set(String name, String value) {
    values.remove(name);
    return add(name, value);
  }

  /** A copy that lacks all values of these names. */
  public Message without(List<String> names) {
    Message rest = new Message();
    rest.values.putAll(values);
    rest.values.keySet().removeAll(names);
    return rest;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public String get(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.get(0);
  }

  public String get(String name, String otherwise) {
    return has(name) ? get(name) : otherwise;
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, new ArrayList<>());
  }

  public String toLine() {
    StringBuilder line = new StringBuilder();
    values.forEach(
        (name, all) -> {
          for (String value : all) {
            line.append(line.length() == 0 ? "" : "&")
                .append(encode(name))
                .append('=')
                .append(encode(value));
          }
        });
    return line.toString();
  }

  @Override
  public String toString() {
    return values.toString();
  }

  /** Most texts have nothing that must be hidden, and long ones are common. */
  private static String encode(String text) {
    StringBuilder line = null;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c == '&' || c == '=' || c == '\r' || c == '\n') {
        line = line == null ? new StringBuilder(text.length() + 16) : line;
        line.append(text, from, i).append(c < 16 ? "%0" : "%").append(Integer.toHexString(c));
        from = i + 1;
      }
    }
    return line == null ? text : line.append(text, from, text.length()).toString();
  }

  private static String decode(String text) {
    StringBuilder value = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', from)) {
      value.append(text, from, at);
      value.append((char) Integer.parseInt(text.substring(at + 1, at + 3), 16));
      from = at + 3;
    }
    return from == 0 ? text : value.append(text, from, text.length()).toString();
  }
}
