package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All that the records say of one application, by its name. */
final class Application {
  private static final int MOST_WORDS = 16;

  final String name;

  private final Map<Destination, Destination> destinations = new LinkedHashMap<>();
  private final Map<String, Connection> connections = new LinkedHashMap<>();
  private final Map<String, SigningKey> keys = new LinkedHashMap<>();
  private final Map<String, MappingCounts> mappings = new LinkedHashMap<>();
  private final Map<String, Long> limits = new LinkedHashMap<>();
  private final Set<String> agents = new TreeSet<>();
  private final Set<String> javas = new TreeSet<>();
  private final Set<String> programs = new TreeSet<>();
  private final Set<String> modes = new TreeSet<>();
  private final RunSet runs = new RunSet();
  private String first = "";
  private String last = "";

  Application(String name) {
    this.name = name;
  }

  void add(RunFacts facts, int run, Texts texts) {
    runs.add(run);
    first = Times.earlier(first, facts.first);
    last = Times.later(last, facts.last);
    word(agents, facts.agent, texts);
    word(javas, facts.java, texts);
    word(programs, facts.program, texts);
    word(modes, facts.mode, texts);
    String scope = Fingerprint.scope(facts.salt, facts.run);
    for (JsonObject line : facts.destinations) {
      String scheme = texts.one(line.text("scheme").isEmpty() ? "https" : line.text("scheme"));
      String host = texts.one(line.text("host").toLowerCase(Locale.ROOT));
      int port = port(line);
      String client = texts.one(line.text("client"));
      String named = line.textOrNull("mapping");
      String mapping = named == null ? null : texts.one(named);
      Destination added = new Destination(scheme, host, port, client, mapping);
      Destination known = destinations.putIfAbsent(added, added);
      Destination destination = known == null ? added : known;
      destination.add(line, run, scope, texts);
    }
    for (JsonObject line : facts.connections) {
      if (line.has("count") && line.number("count") == 0) {
        continue; // taken back: it was HTTP after all
      }
      String protocol = texts.one(line.text("protocol"));
      String host = texts.one(line.text("host").toLowerCase(Locale.ROOT));
      int port = port(line);
      connections
          .computeIfAbsent(
              protocol + "\n" + host + "\n" + port, key -> new Connection(protocol, host, port))
          .add(line, run, texts);
    }
    for (JsonObject line : facts.keys) {
      String fingerprint = texts.one(Fingerprint.key(scope, line.text("fingerprint")));
      String algorithm = texts.one(line.text("algorithm"));
      keys.computeIfAbsent(
              fingerprint + "\n" + algorithm, key -> new SigningKey(fingerprint, algorithm))
          .add(line, texts);
    }
    for (JsonObject line : facts.mappings) {
      String key =
          line.text("name")
              + "\n"
              + line.text("mode")
              + "\n"
              + line.text("resource")
              + "\n"
              + line.text("tokenEndpoint");
      mappings.computeIfAbsent(key, unused -> new MappingCounts(line, texts)).add(line, run, texts);
    }
    for (JsonObject line : facts.limits) {
      limits.merge(texts.one(line.text("what")), line.number("dropped"), Long::sum);
    }
    if (facts.isOverfull) {
      limits.merge("lines", 1L, Long::sum);
    }
  }

  private static int port(JsonObject line) {
    long port = line.number("port");
    return port > 65_535 ? 0 : (int) port;
  }

  private static void word(Set<String> words, String word, Texts texts) {
    if (!word.isEmpty() && words.size() < MOST_WORDS) {
      words.add(texts.one(word));
    }
  }

  Collection<Destination> destinations() {
    return destinations.values();
  }

  Collection<Connection> connections() {
    return connections.values();
  }

  Collection<SigningKey> keys() {
    return keys.values();
  }

  Collection<MappingCounts> mappings() {
    return mappings.values();
  }

  /** What was not recorded, and how many. */
  Map<String, Long> limits() {
    return limits;
  }

  List<String> agents() {
    return new ArrayList<>(agents);
  }

  List<String> javas() {
    return new ArrayList<>(javas);
  }

  List<String> programs() {
    return new ArrayList<>(programs);
  }

  List<String> modes() {
    return new ArrayList<>(modes);
  }

  RunSet runs() {
    return runs;
  }

  String first() {
    return first;
  }

  String last() {
    return last;
  }
}
