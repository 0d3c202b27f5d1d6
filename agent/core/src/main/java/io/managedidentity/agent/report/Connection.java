package io.managedidentity.agent.report;

import org.jspecify.annotations.Nullable;

/** Where an application connects to without HTTP that the agent can read: sums of its runs. */
final class Connection {
  final String protocol;
  final String host;
  final int port;

  private long count;
  private String first = "";
  private String last = "";
  private String site = "";
  private String service = "";
  private @Nullable String mapping;
  private final RunSet runs = new RunSet();

  Connection(String protocol, String host, int port) {
    this.protocol = protocol;
    this.host = host;
    this.port = port;
  }

  void add(JsonObject line, int run, Texts texts) {
    runs.add(run);
    count += line.number("count");
    first = Times.earlier(first, line.text("first"));
    last = Times.later(last, line.text("last"));
    site = site.isEmpty() ? texts.one(Site.of(line)) : site;
    service = service.isEmpty() ? texts.one(line.text("service")) : service;
    String named = line.textOrNull("mapping");
    mapping = mapping == null && named != null ? texts.one(named) : mapping;
  }

  long count() {
    return count;
  }

  String first() {
    return first;
  }

  String last() {
    return last;
  }

  String site() {
    return site;
  }

  /** Id of the catalogue; empty if none. */
  String service() {
    return service.isEmpty() && protocol.equals("rntbd") ? "cosmos-nosql" : service;
  }

  @Nullable String mapping() {
    return mapping;
  }

  RunSet runs() {
    return runs;
  }

  String place() {
    return host + ":" + port;
  }
}
