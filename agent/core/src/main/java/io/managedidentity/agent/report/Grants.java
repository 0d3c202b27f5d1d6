package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.CatalogueService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The roles and federated credentials that one application needs: as little as the records can tell
 * for what was observed, each once for a scope. What was not observed yet needs more.
 */
final class Grants {
  /** Beyond these, a role on the account is easier to keep than one for each container. */
  private static final int MOST_SCOPES = 10;

  private final Map<String, Grant> grants = new LinkedHashMap<>();

  /** Of app registrations that it signs in as; empty if they are not known. */
  private final Set<String> tenants = new TreeSet<>();

  private boolean hasCredential;

  /** What cannot be written as a role: sentences. */
  private final Set<String> byHand = new LinkedHashSet<>();

  static Grants of(Merged merged, Application application) {
    Grants all = new Grants();
    for (Move move : merged.moves(application)) {
      if (move.wave != Move.Wave.NOTHING && move.wave != Move.Wave.BLOCKED) {
        all.add(move);
      }
    }
    return all;
  }

  Iterable<Grant> grants() {
    return grants.values();
  }

  /** Whether it needs a federated credential. */
  boolean hasCredential() {
    return hasCredential;
  }

  Set<String> tenants() {
    return tenants;
  }

  Set<String> byHand() {
    return byHand;
  }

  /** Whether there is a role or a credential. */
  boolean isAny() {
    return hasCredential || !grants.isEmpty();
  }

  private void add(Move move) {
    if (move.isLogin) {
      hasCredential = true;
      tenants.addAll(Moves.tenants(move));
      return;
    }
    CatalogueService service = move.service;
    if (service == null || service.readRole().isEmpty()) {
      byHand.add(
          move.application
              + " at "
              + move.place()
              + ": not a service of the catalogue. Give it what the API asks for, such as an app"
              + " role. "
              + Moves.NOT_YOURS);
      return;
    }
    ResourceType type = ResourceType.of(service.id());
    int dot = move.host.indexOf('.');
    String resource = dot < 0 ? move.host : move.host.substring(0, dot);
    if (type == null || !isName(resource, "-")) {
      boolean isReading = Move.isReadOnly(move.methods().keySet());
      byHand.add(
          move.application
              + " at "
              + move.place()
              + " ("
              + service.id()
              + "): "
              + (isReading ? service.readRole() : service.writeRole())
              + "."
              + (isReading ? "" : doubt(service, move.methods().keySet())));
      return;
    }
    for (Map.Entry<String, Set<String>> scope : scopes(move, type).entrySet()) {
      for (String role : roles(type, service, scope.getKey(), scope.getValue())) {
        String note =
            role.equals(first(service.writeRole())) ? doubt(service, scope.getValue()).trim() : "";
        Grant grant =
            new Grant(move.application, role, type, resource, below(type, scope.getKey()), note);
        grants.merge(
            grant.toString(), grant, (known, added) -> known.note.isEmpty() ? known : added);
      }
    }
  }

  /** That the role for reading may be enough; empty if there is no doubt. */
  private static String doubt(CatalogueService service, Set<String> methods) {
    String reader = service.readRole();
    int end = reader.indexOf(';');
    reader = end < 0 ? reader : reader.substring(0, end);
    return first(reader).equals(first(service.writeRole()))
            || !PostReads.isUnsure(service.id(), methods)
        ? ""
        : " POST was seen, which writes or only reads: if it only queries or searches, "
            + reader
            + " is enough.";
  }

  /** First segments with their methods; an empty text for the whole resource. */
  private static Map<String, Set<String>> scopes(Move move, ResourceType type) {
    Map<String, Set<String>> scopes = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, Long>> path : move.methodsByPath().entrySet()) {
      String segment = path.getKey().startsWith("/") ? path.getKey().substring(1) : path.getKey();
      String scope = isScope(type, segment) ? segment : "";
      scopes.computeIfAbsent(scope, key -> new TreeSet<>()).addAll(path.getValue().keySet());
    }
    boolean isByKind = type == ResourceType.KEY_VAULT;
    if (!isByKind && scopes.size() > MOST_SCOPES) {
      Set<String> all = new TreeSet<>();
      for (Set<String> methods : scopes.values()) {
        all.addAll(methods);
      }
      scopes.clear();
      scopes.put("", all);
    }
    Set<String> whole = scopes.get("");
    if (whole != null && !isByKind) {
      // What the whole resource allows need not be given for its parts as well.
      boolean isWriting = !Move.isReadOnly(whole);
      scopes
          .entrySet()
          .removeIf(
              scope ->
                  !scope.getKey().isEmpty() && (isWriting || Move.isReadOnly(scope.getValue())));
    }
    return scopes;
  }

  private static boolean isScope(ResourceType type, String segment) {
    switch (type) {
      case BLOB:
      case DFS:
        return segment.length() >= 3
            && (isName(segment, "-") || segment.matches("\\$(root|web|logs)"));
      case QUEUE:
        return segment.length() >= 3 && isName(segment, "-");
      case TABLE:
        return segment.length() >= 3
            && isName(segment, "")
            && !Character.isDigit(segment.charAt(0))
            && !segment.equals("Tables");
      case EVENT_HUBS:
        return isName(segment, "-._") && !segment.startsWith("$");
      case KEY_VAULT:
        return segment.equals("secrets")
            || segment.equals("keys")
            || segment.equals("certificates");
      default:
        return false;
    }
  }

  private static String below(ResourceType type, String scope) {
    if (scope.isEmpty()) {
      return "";
    }
    switch (type) {
      case BLOB:
      case DFS:
        return "blobServices/default/containers/" + scope;
      case QUEUE:
        return "queueServices/default/queues/" + scope;
      case TABLE:
        return "tableServices/default/tables/" + scope;
      case EVENT_HUBS:
        return "eventhubs/" + scope;
      default:
        return "";
    }
  }

  private static List<String> roles(
      ResourceType type, CatalogueService service, String scope, Set<String> methods) {
    List<String> roles = new ArrayList<>();
    boolean isReading = Move.isReadOnly(methods);
    switch (type) {
      case KEY_VAULT:
        if (scope.equals("keys")) {
          roles.add("Key Vault Crypto User");
        } else if (scope.equals("certificates")) {
          roles.add(isReading ? "Key Vault Certificate User" : "Key Vault Certificates Officer");
        } else {
          roles.add(isReading ? "Key Vault Secrets User" : "Key Vault Secrets Officer");
        }
        break;
      case SERVICE_BUS:
      case EVENT_HUBS:
        // A message is sent with POST; it is received with DELETE, or with POST and settled after.
        if (methods.contains("POST")) {
          roles.add(first(service.writeRole()));
        }
        if (methods.size() > (methods.contains("POST") ? 1 : 0)) {
          roles.add(first(service.readRole()));
        }
        break;
      case EVENT_GRID:
        roles.add(first(service.writeRole()));
        break;
      case OPENAI:
        // The reader's role sends prompts; only deployments and fine-tuning need the other.
        roles.add(first(service.readRole()));
        break;
      default:
        roles.add(first(isReading ? service.readRole() : service.writeRole()));
    }
    return roles;
  }

  /** The catalogue names alternatives after a semicolon or comma, and ids in brackets. */
  private static String first(String roles) {
    String first = roles;
    for (String end : new String[] {";", ",", " ("}) {
      int at = first.indexOf(end);
      first = at < 0 ? first : first.substring(0, at);
    }
    return first.trim();
  }

  private static boolean isName(@Nullable String text, String alsoAllowed) {
    return text != null
        && !text.isEmpty()
        && Escapes.word(text, alsoAllowed).equals(text)
        && (alsoAllowed.indexOf('_') >= 0 || text.indexOf('_') < 0);
  }
}
