package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says for each host of an application whether its secret can go, and what is in the way. */
final class Moves {
  static final String NOT_YOURS =
      "If the API is not yours and does not take tokens of Entra, it cannot move: leave it.";

  private final Services services;
  private final SharedSecrets secrets;

  Moves(Services services, SharedSecrets secrets) {
    this.services = services;
    this.secrets = secrets;
  }

  /** Each host once, in the order of the records. */
  List<Move> of(Application application) {
    Map<String, Move> moves = new LinkedHashMap<>();
    for (Destination destination : application.destinations()) {
      String key = destination.scheme + "\n" + destination.place();
      Move move = moves.get(key);
      if (move == null) {
        CatalogueService service = services.of(destination.host, destination.service());
        move =
            new Move(
                application.name,
                destination,
                service,
                service == null ? "public" : services.cloud(destination.host, service),
                services.isLoginHost(destination.host));
        moves.put(key, move);
      }
      move.destinations.add(destination);
    }
    List<Move> all = new ArrayList<>(moves.values());
    for (Move move : all) {
      decide(move);
      if (isReplaced(application, move)) {
        move.wave = Move.Wave.MOVED;
      }
    }
    return all;
  }

  /** Whether a mapping replaces every stored secret that the application sends there. */
  private static boolean isReplaced(Application application, Move move) {
    if (move.stored() == 0) {
      return false;
    }
    for (Destination destination : move.destinations) {
      if (destination.stored() > 0 && !isReplaced(application, destination)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isReplaced(Application application, Destination destination) {
    boolean isCounted = false;
    for (MappingCounts mapping : application.mappings()) {
      if (mapping.name.equals(destination.mapping)) {
        isCounted = true;
        if (!mapping.mode.equals("inject") || !mapping.secretLeft.isEmpty()) {
          return false;
        }
      }
    }
    return isCounted;
  }

  private void decide(Move move) {
    if (move.stored() == 0) {
      move.wave = Move.Wave.NOTHING;
      withoutSecret(move);
      return;
    }
    HostKind kind = HostName.kindOf(move.host);
    if (kind != HostKind.NAME && kind != HostKind.IPV4 && kind != HostKind.IPV6) {
      move.doubts.add("The recorded host is no host name.");
    }
    if (move.scheme.equals("http")) {
      move.doubts.add("The requests go by plain HTTP, where a token could be read on its way.");
    }
    boolean isBlocked = move.isLogin ? login(move) : service(move);
    if (isBlocked) {
      move.wave = Move.Wave.BLOCKED;
    } else if (!move.doubts.isEmpty()) {
      move.wave = Move.Wave.QUESTION;
    } else {
      move.wave = secrets.isShared(move.fingerprints()) ? Move.Wave.SHARED : Move.Wave.EASY;
    }
  }

  private static void withoutSecret(Move move) {
    if (isIdentityEndpoint(move)) {
      move.notes.add("The identity endpoint of the machine or platform: the source of tokens.");
    } else if (move.withEntraToken() > 0) {
      move.notes.add(
          (move.withEntraToken() >= move.requests()
                  ? "The application"
                  : "On " + move.withEntraToken() + " requests the application")
              + " sends a token of Entra already.");
    }
  }

  /**
   * Whether it is where the platform hands out tokens of managed identities, as far as host and
   * paths tell: records hold no other headers.
   */
  private static boolean isIdentityEndpoint(Move move) {
    boolean isAddress = HostName.kindOf(move.host) == HostKind.IPV4;
    boolean isLocal =
        (isAddress && (move.host.startsWith("169.254.") || move.host.startsWith("127.")))
            || move.host.equals("localhost")
            || move.host.equals("::1");
    Set<String> paths = move.methodsByPath().keySet();
    for (String path : paths) {
      isLocal &= path.equals("/metadata") || path.equalsIgnoreCase("/msi");
    }
    return isLocal && !paths.isEmpty();
  }

  /** Whether it is blocked. */
  private static boolean service(Move move) {
    CatalogueService service = move.service;
    Set<String> kinds = move.kinds();
    if (service == null) {
      move.doubts.add(
          "The host is none of a service of the catalogue, so the token's resource is not known."
              + " For an API of your own it is the Application ID URI, such as api://CLIENT-ID:"
              + " write it in place of RESOURCE. "
              + NOT_YOURS);
      return false;
    }
    if (!service.takesToken()) {
      move.doubts.add("The service takes no token on a request. " + service.instead());
      return true;
    }
    if (service.confidence(move.cloud).equals("low")) {
      move.doubts.add(
          "The catalogue is not sure of this service in the cloud "
              + move.cloud
              + ": "
              + service.doubt()
              + " Try it out, then keep \"confirm\": true.");
    } else if (service.confidence(move.cloud).equals("none")) {
      move.doubts.add("The catalogue does not know the service in the cloud " + move.cloud + ".");
    }
    if (service.resource(move.cloud) == null) {
      String is = service.resourceIs();
      move.doubts.add(
          "The resource is not known"
              + (is.isEmpty() ? "." : ": " + is + ".")
              + " Write it in place of RESOURCE.");
    }
    for (String need : service.needs()) {
      move.doubts.add("The mapping needs \"" + need + "\" as well. " + service.limits());
    }
    if (!service.sharesHostWith().isEmpty()) {
      move.notes.add(
          "The host can be one of "
              + String.join(" or ", service.sharesHostWith())
              + " as well, which take other tokens: make sure that it is one of "
              + service.id()
              + ".");
    }
    if (kinds.contains("cosmos-resource-token")) {
      move.doubts.add("A resource token of Cosmos DB is for one user: who made it has to change.");
    }
    if (kinds.contains("digest")) {
      move.doubts.add("Digest authentication is asked for by the server, which has to change.");
    }
    if (kinds.contains("sas-copy-source")) {
      move.notes.add(
          "The source of a copy carries a SAS of its own: its host needs a mapping too, and an"
              + " asynchronous copy can only read it with the SAS.");
    }
    if (service.id().equals("cosmos-nosql")) {
      cosmos(move);
    }
    return false;
  }

  private static void cosmos(Move move) {
    Map<String, Map<String, Long>> paths = move.methodsByPath();
    Map<String, Long> offers = paths.get("/offers");
    if (offers != null && !Move.isReadOnly(offers.keySet())) {
      move.doubts.add(
          "It changes the throughput of databases or containers (/offers), which is refused with a"
              + " token (403, substatus 5300): do that by Resource Manager.");
    } else if (!Move.isReadOnly(move.methods().keySet())) {
      move.notes.add(
          "Creating, changing and deleting databases and containers is refused with a token (403,"
              + " substatus 5300); the record cannot tell it from writing and querying items.");
    }
  }

  private static boolean login(Move move) {
    if (tenants(move).isEmpty()) {
      move.doubts.add(
          "The tenant is not in the record: write its id or domain in place of TENANT.");
    }
    move.notes.add(
        "The owner of the app registration adds a federated credential for the managed identity,"
            + " which must be user-assigned (roles.sh).");
    return false;
  }

  /** Tenants in the first segments of token requests, without masked ones. */
  static List<String> tenants(Move move) {
    List<String> tenants = new ArrayList<>();
    for (Map.Entry<String, Map<String, Long>> path : move.methodsByPath().entrySet()) {
      String tenant = path.getKey().startsWith("/") ? path.getKey().substring(1) : "";
      if (path.getValue().containsKey("POST") && isTenant(tenant)) {
        tenants.add(tenant);
      }
    }
    return tenants;
  }

  private static boolean isTenant(String text) {
    boolean isDomain = text.indexOf('.') > 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!isLetter && !(c >= '0' && c <= '9') && c != '-' && c != '.') {
        return false;
      }
    }
    return isDomain || text.equals("organizations") || text.equals("common") || text.length() == 36;
  }
}
