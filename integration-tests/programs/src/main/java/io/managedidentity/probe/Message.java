package io.managedidentity.probe;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line between test and probe: names and values, repeated names allowed, form-encoded. */
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

  private static String encode(String text) {
    try {
      return URLEncoder.encode(text, "UTF-8");
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError(e);
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, "UTF-8");
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError(e);
    }
  }
}
