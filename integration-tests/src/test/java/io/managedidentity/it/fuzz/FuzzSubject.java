package io.managedidentity.it.fuzz;

import io.managedidentity.it.contract.ClientLine;
import io.managedidentity.it.jvm.AgentJar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A client in one version: a line {@code NAME: ADAPTER, VERSION, from JDK N: WORD...} of the file
 * {@code fuzz.txt} in the client's folder.
 *
 * @param name as {@code -Dfuzz.client} names it
 * @param adapter its {@code FuzzClient}
 * @param jars folder and version, as {@link AgentJar#clientPath} takes it
 * @param can what programs may ask of it: {@code waits} and {@code callsBack} (or both), {@code
 *     executor}, {@code context}, {@code bare}, {@code http}, {@code tls}, {@code socks} (proxies),
 *     {@code immutable} (request objects that threads may share), {@code streams}, {@code close}
 *     (in the midst of calls, which then end), {@code host} (a virtual host), {@code http2}, {@code
 *     pipelining}, {@code soap} (nothing but GET and POST, and no headers of its own), {@code
 *     forms} (the agent edits those of token requests)
 */
record FuzzSubject(String name, String adapter, String jars, int lowestJdk, Set<String> can) {
  private static final Set<String> WORDS =
      Set.of(
          "waits",
          "callsBack",
          "executor",
          "context",
          "bare",
          "http",
          "tls",
          "socks",
          "immutable",
          "streams",
          "close",
          "host",
          "http2",
          "pipelining",
          "soap",
          "forms");

  /** Of all folders, in their order. */
  static List<FuzzSubject> all() {
    List<FuzzSubject> all = new ArrayList<>();
    for (ClientLine line : ClientLine.all("fuzz.txt")) {
      line.checkWords(WORDS);
      all.add(
          new FuzzSubject(
              line.name(), line.program(), line.jars(), line.lowestJdk(), line.words()));
    }
    return all;
  }

  boolean can(String what) {
    return can.contains(what);
  }

  List<String> classPath() {
    List<String> path = new ArrayList<>(AgentJar.clientPath(jars));
    path.add(AgentJar.programs());
    return path;
  }

  @Override
  public String toString() {
    return name;
  }
}
