package io.managedidentity.it.server;

import java.util.List;

/**
 * A request as it came over the wire: the raw head, the decoded body, where it arrived, and over
 * which connection.
 */
public record WireRequest(String server, String head, String body, int connection) {
  public String requestLine() {
    return head.substring(0, head.indexOf("\r\n"));
  }

  public String method() {
    return requestLine().split(" ")[0];
  }

  public String target() {
    return requestLine().split(" ")[1];
  }

  /** Values of all headers of that name. */
  public List<String> headers(String name) {
    return head.lines()
        .skip(1)
        .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
        .map(line -> line.substring(name.length() + 1).trim())
        .toList();
  }

  public String authorization() {
    List<String> values = headers("Authorization");
    return values.isEmpty() ? null : String.join(" | ", values);
  }

  /** The host that the Host header names, without port. */
  public String host() {
    List<String> hosts = headers("Host");
    return hosts.isEmpty() ? "" : hosts.get(0).replaceAll(":\\d+$", "");
  }
}
