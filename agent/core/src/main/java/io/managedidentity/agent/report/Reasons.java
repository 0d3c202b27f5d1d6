package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Everything that forbids to say "clean": each as a sentence, and what to do about it. */
final class Reasons {
  private static final int MOST_NAMES = 5;
  private static final String IN_ORDER =
      "Stop the application in order (SIGTERM), and make the statement from records that begin"
          + " later.";

  private final Statement statement;
  private final Scope scope;
  private final Fleet fleet;
  private final List<Statement.Reason> all = new ArrayList<>();

  Reasons(Statement statement) {
    this.statement = statement;
    this.scope = statement.scope;
    this.fleet = statement.merged.fleet;
  }

  List<Statement.Reason> all() {
    if (statement.requests() == 0) {
      add(
          "The records hold no request to it.",
          "Name the host, the mapping or the resource as the records do, or let the application run"
              + " longer.");
    }
    for (Scope.Of<MappingCounts> mapping : scope.mappings) {
      mapping(mapping.application.name, mapping.it);
    }
    for (Scope.Of<Destination> destination : scope.destinations) {
      destination(destination.application, destination.it);
    }
    for (Scope.Of<Connection> connection : scope.connections) {
      add(
          connection.application.name
              + " connects to "
              + connection.it.place()
              + " by "
              + connection.it.protocol
              + " ("
              + Sentences.count(connection.it.count(), "time")
              + (connection.it.site().isEmpty() ? "" : ", from " + connection.it.site())
              + "), which the agent cannot read.",
          "Move it in the application (docs/migration.md, what cannot be moved), or show by the"
              + " server's log that it sends no key.");
    }
    keys();
    limits();
    killed();
    chain();
    return all;
  }

  private void add(String what, String todo) {
    all.add(new Statement.Reason(what, todo));
  }

  private void mapping(String application, MappingCounts mapping) {
    String named = "the mapping \"" + mapping.name + "\" of " + application;
    for (Map.Entry<String, Long> left : mapping.secretLeft.entrySet()) {
      if (left.getValue() > 0) {
        add(
            Sentences.count(left.getValue(), "request")
                + " of "
                + named
                + " left with "
                + left.getKey()
                + (mapping.lastLeft.isEmpty() ? "." : ", the last at " + mapping.lastLeft + "."),
            "See to the cause, then make the statement from records that begin later.");
      }
    }
    if (mapping.cannotBeRead > 0) {
      add(
          Sentences.count(mapping.cannotBeRead, "connection")
              + " of "
              + named
              + " could not be read.",
          "status PID names the clients; use a covered one, or its own token support.");
    }
    if (!mapping.mode.equals("inject") && !mapping.mode.isEmpty() && mapping.requests > 0) {
      add(
          ReportMarkdown.capital(named)
              + " was in mode "
              + mapping.mode
              + ", which replaces nothing, for "
              + Sentences.count(mapping.requests, "request")
              + ".",
          "Set its mode to inject.");
    } else if (mapping.observed > 0) {
      add(
          Sentences.count(mapping.observed, "request") + " of " + named + " were only observed.",
          "Set the mode to inject.");
    }
    if (mapping.plainHttp > 0) {
      add(
          Sentences.count(mapping.plainHttp, "request")
              + " of "
              + named
              + " went by plain HTTP, which the agent leaves alone.",
          "Use https in the application.");
    }
  }

  private void destination(Application application, Destination destination) {
    String what =
        application.name + " sent requests to " + destination.place() + " by " + destination.client;
    if (destination.mapping == null) {
      if (destination.stored() > 0) {
        add(
            what
                + " without a mapping: "
                + destination.stored()
                + " with a stored secret, the last at "
                + destination.last()
                + ".",
            "Give the application the mapping, then make the statement from records that begin"
                + " later."
                + (isKnown(destination) ? "" : " " + Moves.NOT_YOURS));
      } else if (!isAllEntra(destination)) {
        add(
            what + " without a mapping, so nobody counted what left with them.",
            "Give the application the mapping.");
      }
      if (destination.unreadBodies() > 0) {
        add(
            what
                + " without a mapping: "
                + destination.unreadBodies()
                + (destination.unreadBodies() == 1
                    ? " token request or batch had a body that could not be looked at."
                    : " token requests or batches had a body that could not be looked at."),
            "Give the application the mapping.");
      }
    } else if (!isCounted(application, destination.mapping) && destination.stored() > 0) {
      add(
          what
              + " with a stored secret, and the counts of the mapping \""
              + destination.mapping
              + "\" are missing.",
          "Collect the whole record file; if it is whole, name the mapping in the statement.");
    }
  }

  private boolean isKnown(Destination destination) {
    Services services = statement.merged.services;
    return services.isLoginHost(destination.host)
        || !services.idOf(destination.host, destination.service()).isEmpty();
  }

  private static boolean isAllEntra(Destination destination) {
    for (SecretUse use : destination.secrets()) {
      if (!use.kind.equals("entra-token")) {
        return false;
      }
    }
    return !destination.secrets().isEmpty();
  }

  private boolean isCounted(Application application, String mapping) {
    for (Scope.Of<MappingCounts> counted : scope.mappings) {
      if (counted.application == application && counted.it.name.equals(mapping)) {
        return true;
      }
    }
    return false;
  }

  /** Signatures that were given away work until the key is deleted. */
  private void keys() {
    Set<String> used = new HashSet<>();
    Set<String> applications = new TreeSet<>();
    for (Scope.Of<Destination> destination : scope.destinations) {
      for (SecretUse use : destination.it.secrets()) {
        used.addAll(use.fingerprints());
        if (use.isSigned() && (use.fingerprints().isEmpty() || use.hasMore())) {
          applications.add(destination.application.name);
        }
      }
    }
    for (Application application : fleet.applications()) {
      for (SigningKey key : application.keys()) {
        if (key.madeForOthers() == 0) {
          continue;
        }
        boolean isSame = used.contains(key.fingerprint);
        if (isSame || applications.contains(application.name)) {
          add(
              application.name
                  + " made "
                  + Sentences.count(key.madeForOthers(), "signature")
                  + " for others with the key #"
                  + Fingerprint.shown(key.fingerprint)
                  + (isSame ? ", which signs requests to it" : ", which may be the one used here")
                  + (key.site().isEmpty() ? "." : " (" + key.site() + ")."),
              "They stop working when the key is deleted: make user delegation SAS, or let the"
                  + " service make them.");
        }
      }
    }
  }

  private void limits() {
    for (Limit limit : Limit.values()) {
      List<String> names = new ArrayList<>();
      for (Application application : fleet.applications()) {
        for (Map.Entry<String, Long> one : application.limits().entrySet()) {
          if (Limit.of(one.getKey()) == limit) {
            String counted = Limit.counted(one.getKey(), one.getValue());
            names.add(application.name + " (" + counted + ")");
          }
        }
      }
      if (!names.isEmpty()) {
        add(limit.what + ": " + some(names) + ".", limit.todo);
      }
    }
  }

  /** Of all processes of the applications: one that was killed may have begun to use it. */
  private void killed() {
    Set<String> applications = scope.applications();
    List<String> followed = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (RunInfo run : fleet.runs()) {
      if (applications.contains(run.application) && fleet.wasKilled(run)) {
        String name = run.application + " on " + run.host;
        if (run.isFollowed) {
          followed.add(name + " at " + run.last);
        } else {
          silent.add(name + " (nothing for " + fleet.silence(run) + ", since " + run.last + ")");
        }
      }
    }
    if (!followed.isEmpty()) {
      add(
          (followed.size() == 1 ? "A process" : followed.size() + " processes")
              + " did not end in order, so up to 30 s of each are not recorded: "
              + some(followed)
              + ".",
          IN_ORDER);
    }
    if (!silent.isEmpty()) {
      add(
          (silent.size() == 1 ? "A process has" : silent.size() + " processes have")
              + " no end and wrote nothing for more than ten minutes: killed, or the file is not"
              + " whole: "
              + some(silent)
              + ".",
          "Collect the files again, with their ends. " + IN_ORDER);
    }
  }

  private void chain() {
    Faults faults = fleet.faults();
    List<String> names = new ArrayList<>();
    for (Fault fault : faults.named()) {
      if (fault.kind != Fault.Kind.CUT) {
        names.add(fault.toString());
      }
    }
    if (faults.thatBreakProof() > 0) {
      add(
          "The record files are not as they were written, in "
              + Sentences.count(faults.thatBreakProof(), "place")
              + ": "
              + some(names)
              + ".",
          "Collect the files again from where they were written; if they are the same there, begin"
              + " with new ones.");
    }
  }

  private static String some(List<String> names) {
    int shown = Math.min(names.size(), MOST_NAMES);
    String text = String.join("; ", names.subList(0, shown));
    return names.size() > shown ? text + "; and " + (names.size() - shown) + " more" : text;
  }
}
