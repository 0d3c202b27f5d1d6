package io.managedidentity.it.fuzz;

import io.managedidentity.it.jvm.AgentJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
 *     pipelining}, {@code soap} (nothing but GET and POST)
 */
record FuzzSubject(String name, String adapter, String jars, int lowestJdk, Set<String> can) {
  private static final String FILE = "fuzz.txt";

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
          "soap");

  private static final Pattern LINE =
      Pattern.compile("([a-z0-9.-]+): (\\w+), (\\S+), from JDK (\\d+): ([A-Za-z0-9 ]+)");

  /** Of all folders, in their order. */
  static List<FuzzSubject> all() {
    List<FuzzSubject> all = new ArrayList<>();
    try (Stream<Path> files = Files.find(AgentJar.clients(), 3, FuzzSubject::isDeclaration)) {
      for (Path file : files.sorted().toList()) {
        String folder = AgentJar.clients().relativize(file.getParent()).toString();
        for (String line : Files.readAllLines(file)) {
          all.add(parse(line, folder));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static boolean isDeclaration(Path file, Object attributes) {
    return file.endsWith(FILE);
  }

  private static FuzzSubject parse(String line, String folder) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          folder + "/" + FILE + ": \"" + line + "\" is no line of it. See FuzzSubject.");
    }
    Set<String> can = new TreeSet<>(List.of(matcher.group(5).split(" ")));
    if (!WORDS.containsAll(can)) {
      throw new IllegalArgumentException(
          folder + "/" + FILE + ": of " + can + " only " + WORDS + " are known.");
    }
    return new FuzzSubject(
        matcher.group(1),
        matcher.group(2),
        folder + "/" + matcher.group(3),
        Integer.parseInt(matcher.group(4)),
        can);
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
