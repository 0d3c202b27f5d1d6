package io.managedidentity.agent.report;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one mapping of an application did: sums of its runs. */
final class MappingCounts {
  final String name;
  final String mode;
  final String resource;
  final String service;
  final String tokenEndpoint;
  final Set<String> hosts = new LinkedHashSet<>();

  long requests;
  long withToken;
  long kept;
  long observed;
  long failed;
  long plainHttp;
  long rejected401;
  long rejected403;
  long cannotBeRead;
  long shadowRepeated;
  long shadowAgreed;
  long shadowUnanswered;
  final Map<String, Long> byMethod = new TreeMap<>();

  /** By kind. */
  final Map<String, Long> secretSeen = new TreeMap<>();

  /** By kind and why. */
  final Map<String, Long> secretLeft = new TreeMap<>();

  /** By status. */
  final Map<String, Long> shadowRefused = new TreeMap<>();

  String lastSeen = "";
  String lastLeft = "";
  final RunSet runs = new RunSet();

  MappingCounts(JsonObject line, Texts texts) {
    this.name = texts.one(line.text("name"));
    this.mode = texts.one(line.text("mode"));
    this.resource = texts.one(line.text("resource"));
    this.service = texts.one(line.text("service"));
    this.tokenEndpoint = texts.one(line.text("tokenEndpoint"));
  }

  void add(JsonObject line, int run, Texts texts) {
    runs.add(run);
    for (String host : line.texts("hosts")) {
      hosts.add(texts.one(host));
    }
    requests += line.number("requests");
    withToken += line.number("withToken");
    kept += line.number("kept");
    observed += line.number("observed");
    failed += line.number("failed");
    plainHttp += line.number("plainHttp");
    rejected401 += line.number("rejected401");
    rejected403 += line.number("rejected403");
    cannotBeRead += line.number("cannotBeRead");
    JsonObject methods = line.object("byMethod");
    if (methods != null) {
      for (String method : methods.names()) {
        byMethod.merge(texts.one(method), methods.number(method), Long::sum);
      }
    }
    for (JsonObject seen : line.objects("secretSeen")) {
      secretSeen.merge(texts.one(seen.text("kind")), seen.number("count"), Long::sum);
      lastSeen = Times.later(lastSeen, seen.text("last"));
    }
    for (JsonObject left : line.objects("secretLeft")) {
      String why = left.text("why");
      String key = left.text("kind") + (why.isEmpty() ? "" : " (" + why + ")");
      secretLeft.merge(texts.one(key), left.number("count"), Long::sum);
      lastLeft = Times.later(lastLeft, left.text("last"));
    }
    JsonObject shadow = line.object("shadow");
    if (shadow != null) {
      shadowRepeated += shadow.number("repeated");
      shadowAgreed += shadow.number("agreed");
      shadowUnanswered += shadow.number("unanswered");
      for (JsonObject refused : shadow.objects("refused")) {
        shadowRefused.merge(
            String.valueOf(refused.number("status")), refused.number("count"), Long::sum);
      }
    }
  }

  /** Stored secrets that the application sent and that did not leave. */
  long replaced() {
    return mode.equals("inject") ? Math.max(0, sum(secretSeen) - sum(secretLeft)) : 0;
  }

  static long sum(Map<String, Long> counts) {
    long sum = 0;
    for (long count : counts.values()) {
      sum += count;
    }
    return sum;
  }
}
