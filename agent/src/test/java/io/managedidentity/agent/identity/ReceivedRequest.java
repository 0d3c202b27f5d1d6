package io.managedidentity.agent.identity;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A request as a test server read it from the socket. */
public record ReceivedRequest(
    String scheme, String method, String target, Map<String, String> headers, String body) {

  /** Reads one request; null where the connection ends before its first byte. */
  public static ReceivedRequest read(String scheme, InputStream in) throws IOException {
    String start = line(in);
    if (start == null) {
      return null;
    }
    String[] words = start.split(" ");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String old = headers.put(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
      if (old != null) {
        throw new IOException("header sent twice: " + line.substring(0, colon));
      }
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new ReceivedRequest(scheme, words[0], words[1], headers, body);
  }

  public String origin() {
    return scheme + "://" + headers.get("Host");
  }

  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  public Map<String, String> query() {
    int query = target.indexOf('?');
    return query < 0 ? Map.of() : pairs(target.substring(query + 1));
  }

  public Map<String, String> form() {
    return pairs(body);
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
        String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        if (pairs.put(name, value) != null) {
          throw new IllegalStateException("parameter sent twice: " + name);
        }
      }
    }
    return pairs;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 && line.size() == 0) {
        return null;
      }
      if (b < 0) {
        throw new EOFException("request cut");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
