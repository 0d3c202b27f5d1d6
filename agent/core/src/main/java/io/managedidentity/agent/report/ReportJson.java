package io.managedidentity.agent.report;

import java.io.IOException;
import java.util.Map;

/** Writes {@code report.json}; docs/report.md explains its members. */
final class ReportJson {
  static final String SCHEMA = "managed-identity-agent-report/1";

  private final Merged merged;
  private final JsonWriter out;

  private ReportJson(Merged merged, JsonWriter out) {
    this.merged = merged;
    this.out = out;
  }

  static void write(Merged merged, Appendable out) throws IOException {
    new ReportJson(merged, new JsonWriter(out)).write();
  }

  private void write() throws IOException {
    Fleet fleet = merged.fleet;
    out.beginObject().put("schema", SCHEMA);
    totals(merged, out);
    faults(fleet.faults(), out);
    out.beginArray("applications");
    for (Application application : fleet.applications()) {
      application(application);
    }
    out.endArray();
    out.beginArray("secrets");
    for (SharedSecrets.Secret secret : merged.secrets.inOrder()) {
      out.beginObject();
      out.put("fingerprint", Fingerprint.shown(secret.fingerprint));
      out.put("comparable", Fingerprint.isComparable(secret.fingerprint));
      out.put("kinds", secret.kinds());
      out.put("applications", secret.applications());
      out.put("moreApplications", secret.hasMoreApplications());
      out.put("hosts", secret.hosts());
      out.put("moreHosts", secret.hasMoreHosts());
      out.put("requests", secret.requests);
      out.put("madeForOthers", secret.madeForOthers);
      out.putIfAny("site", secret.site);
      out.endObject();
    }
    out.endArray();
    out.beginArray("hosts");
    for (Merged.HostSum host : merged.hosts()) {
      out.beginObject();
      out.put("host", host.place);
      out.putIfAny("service", host.service);
      out.put("applications", host.applications);
      out.put("requests", host.requests);
      out.put("withStoredSecret", host.stored);
      out.put("wave", host.worst.label);
      out.endObject();
    }
    out.endArray();
    out.endObject();
  }

  /** Also what the command prints with {@code --json}. */
  static void totals(Merged merged, JsonWriter out) throws IOException {
    Fleet fleet = merged.fleet;
    out.put("from", fleet.first());
    out.put("until", fleet.last());
    out.put("files", fleet.files());
    out.put("lines", fleet.lines());
    out.put("runs", fleet.runs().size());
    int killed = 0;
    for (RunInfo run : fleet.runs()) {
      killed += fleet.wasKilled(run) ? 1 : 0;
    }
    out.put("runsWithoutEnd", killed);
    out.put("applicationCount", fleet.applications().size());
    out.put("requests", merged.requests());
    out.put("withStoredSecret", merged.stored());
    out.put("secretCount", merged.secrets.size());
    out.put("connectionCount", merged.connections());
    out.put("fingerprintsComparable", fleet.isComparable());
    out.beginObject("waves");
    for (Move.Wave wave : Move.Wave.values()) {
      out.put(wave.label, merged.count(wave));
    }
    out.endObject();
  }

  static void faults(Faults faults, JsonWriter out) throws IOException {
    out.put("faultCount", faults.all());
    out.beginArray("faults");
    for (Fault fault : faults.named()) {
      out.beginObject();
      out.put("kind", fault.kind.label());
      out.put("file", fault.file);
      out.put("line", fault.line);
      out.put("what", fault.what);
      out.endObject();
    }
    out.endArray();
  }

  private void application(Application application) throws IOException {
    out.beginObject();
    out.put("name", application.name);
    out.put("programs", application.programs());
    out.put("agents", application.agents());
    out.put("javas", application.javas());
    out.put("modes", application.modes());
    out.put("runs", application.runs().size());
    out.put("first", application.first());
    out.put("last", application.last());
    out.beginArray("moves");
    for (Move move : merged.moves(application)) {
      move(move);
    }
    out.endArray();
    out.beginArray("connections");
    for (Connection connection : application.connections()) {
      out.beginObject();
      out.put("protocol", connection.protocol);
      out.put("host", connection.host).put("port", connection.port);
      out.putIfAny("service", connection.service());
      out.putIfAny("mapping", connection.mapping());
      out.put("count", connection.count());
      out.put("first", connection.first()).put("last", connection.last());
      out.putIfAny("site", connection.site());
      out.endObject();
    }
    out.endArray();
    out.beginArray("keys");
    for (SigningKey key : application.keys()) {
      out.beginObject();
      out.put("fingerprint", Fingerprint.shown(key.fingerprint));
      out.put("comparable", Fingerprint.isComparable(key.fingerprint));
      out.put("algorithm", key.algorithm);
      out.put("signatures", key.signatures()).put("carried", key.carried());
      out.put("madeForOthers", key.madeForOthers());
      out.put("first", key.first()).put("last", key.last());
      out.putIfAny("site", key.site());
      out.endObject();
    }
    out.endArray();
    out.beginArray("mappings");
    for (MappingCounts mapping : application.mappings()) {
      mapping(mapping, out);
    }
    out.endArray();
    out.putCounts("notRecorded", application.limits());
    out.endObject();
  }

  private void move(Move move) throws IOException {
    out.beginObject();
    out.put("scheme", move.scheme);
    out.put("host", move.host).put("port", move.port);
    out.putIfAny("service", move.serviceId());
    out.put("wave", move.wave.label);
    out.put("why", move.doubts);
    out.put("notes", move.notes);
    out.put("requests", move.requests());
    out.put("withStoredSecret", move.stored());
    out.beginObject("methods");
    for (Map.Entry<String, Map<String, Long>> path : move.methodsByPath().entrySet()) {
      out.putCounts(path.getKey(), path.getValue());
    }
    out.endObject();
    out.beginArray("clients");
    for (Destination destination : move.destinations) {
      out.beginObject();
      out.put("client", destination.client);
      out.put("versions", destination.versions());
      out.putIfAny("mapping", destination.mapping);
      out.put("requests", destination.requests());
      out.put("unreadBodies", destination.unreadBodies());
      out.put("first", destination.first()).put("last", destination.last());
      out.beginArray("secrets");
      for (SecretUse use : destination.secrets()) {
        out.beginObject();
        out.put("kind", use.kind);
        out.putIfAny("place", use.place);
        out.put("count", use.count());
        out.put("first", use.first()).put("last", use.last());
        out.beginArray("fingerprints");
        for (String fingerprint : use.fingerprints()) {
          out.beginObject();
          out.put("fingerprint", Fingerprint.shown(fingerprint));
          out.put("comparable", Fingerprint.isComparable(fingerprint));
          out.endObject();
        }
        out.endArray();
        out.put("moreFingerprints", use.hasMore());
        out.putIfAny("site", use.site());
        out.endObject();
      }
      out.endArray();
      out.endObject();
    }
    out.endArray();
    out.endObject();
  }

  static void mapping(MappingCounts mapping, JsonWriter out) throws IOException {
    out.beginObject();
    out.put("name", mapping.name);
    out.put("mode", mapping.mode);
    out.putIfAny("resource", mapping.resource);
    out.putIfAny("service", mapping.service);
    out.putIfAny("tokenEndpoint", mapping.tokenEndpoint);
    out.put("hosts", mapping.hosts);
    out.put("requests", mapping.requests).put("withToken", mapping.withToken);
    out.putCounts("byMethod", mapping.byMethod);
    out.put("kept", mapping.kept).put("observed", mapping.observed);
    out.put("failed", mapping.failed).put("plainHttp", mapping.plainHttp);
    out.put("rejected401", mapping.rejected401).put("rejected403", mapping.rejected403);
    out.putCounts("secretSeen", mapping.secretSeen);
    out.putCounts("secretLeft", mapping.secretLeft);
    out.put("cannotBeRead", mapping.cannotBeRead);
    if (mapping.shadowRepeated + mapping.shadowUnanswered > 0) {
      out.beginObject("shadow");
      out.put("repeated", mapping.shadowRepeated).put("agreed", mapping.shadowAgreed);
      out.put("unanswered", mapping.shadowUnanswered);
      out.putCounts("refused", mapping.shadowRefused);
      out.endObject();
    }
    out.endObject();
  }
}
