package io.managedidentity.agent.cli.lint;

import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.routing.SkipReason;
import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hosts and ports that a token should hardly go to, or never does. */
final class HostLint {
  private static final int ARC_PORT = 40342;

  /** Hosts that a wildcard may cover unawares. */
  private static final String[] LOGIN_HOSTS = {
    "login.microsoftonline.com",
    "login.microsoft.com",
    "login.windows.net",
    "sts.windows.net",
    "login.microsoftonline.us",
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
    "tenant.b2clogin.com",
    "tenant.ciamlogin.com",
  };

  /** Ports at which no HTTP is spoken, and what is. */
  private static final Object[][] OTHER_PROTOCOLS = {
    {22, "SSH"},
    {25, "SMTP"},
    {389, "LDAP"},
    {445, "SMB"},
    {587, "SMTP"},
    {636, "LDAP"},
    {1433, "SQL Server"},
    {1883, "MQTT"},
    {3306, "MySQL"},
    {5432, "PostgreSQL"},
    {5671, "AMQP"},
    {5672, "AMQP"},
    {6379, "Redis"},
    {6380, "Redis"},
    {8883, "MQTT"},
    {9092, "Kafka"},
    {9093, "Kafka"},
    {10000, "Redis"},
    {10255, "MongoDB"},
    {10350, "Cassandra"},
    {27017, "MongoDB"},
  };

  /** Of these, ports at which programs on a developer's machine speak HTTP: Azurite, for one. */
  private static final List<Integer> OF_EMULATORS = Arrays.asList(9093, 10000);

  private final OpenSuffixes suffixes = OpenSuffixes.ofThisJar();
  private final Rows rows;
  private final RouteTable noMappings;

  /**
   * @param identityEndpoints hosts that the environment names as identity endpoints
   */
  HostLint(Rows rows, List<String> identityEndpoints) {
    this.rows = rows;
    this.noMappings = RouteTable.compile(AgentConfig.builder().build(), identityEndpoints);
  }

  /**
   * Sentences about one host of a mapping that has a token.
   *
   * @param isSafe whether the mapping's service keeps what all its hosts get to itself
   */
  List<String> of(HostPattern host, MappingConfig mapping, boolean isSafe) {
    List<String> found = new ArrayList<>();
    add(found, identityEndpoint(host));
    if (!isSafe) {
      String open = openSuffix(host, mapping);
      add(found, open == null ? unsafeService(host) : open);
    }
    add(found, otherProtocol(host));
    if (mapping.allowPlainHttp()) {
      add(found, plainHttp(host));
    }
    return found;
  }

  private static void add(List<String> found, @Nullable String sentence) {
    if (sentence != null) {
      found.add(sentence);
    }
  }

  private @Nullable String identityEndpoint(HostPattern host) {
    if (host.hasWildcard()) {
      return coveredLogin(host);
    }
    int port = host.port() == HostPattern.ANY_PORT ? -1 : host.port();
    SkipReason reason = noMappings.decide("https", host.name(), port, "GET", "/").reason();
    boolean isArc = host.port() == ARC_PORT && isLoopback(host);
    return reason == SkipReason.IDENTITY_ENDPOINT || isArc
        ? "\""
            + host.text()
            + "\" never gets a token: "
            + SkipReason.IDENTITY_ENDPOINT.sentence()
            + " Remove it."
        : null;
  }

  private static @Nullable String coveredLogin(HostPattern host) {
    for (String login : LOGIN_HOSTS) {
      if (host.matchesName(login)) {
        return "\""
            + host.text()
            + "\" covers hosts such as "
            + login
            + ", which issue tokens and never get one. Name the hosts that are meant, or use"
            + " tokenEndpoint in a mapping of its own.";
      }
    }
    return null;
  }

  private @Nullable String openSuffix(HostPattern host, MappingConfig mapping) {
    String open = suffixes.of(host);
    if (open == null) {
      return null;
    }
    if (open.indexOf('.') < 0) {
      return "\""
          + host.text()
          + "\" covers a whole top-level domain, and every host below it would get this token. Name"
          + " your own hosts.";
    }
    String covers =
        "\"" + host.text() + "\" matches names that anyone can register under " + open + ", ";
    String safe = mapping.service() == null ? safeService(host) : null;
    return safe == null
        ? covers + "and whoever does would get this token. Name your own hosts."
        : covers
            + "and whoever does would get this token. Name your own hosts, or say that all hosts of the"
            + " service are meant, which keeps tokens to itself: \"service\": \""
            + safe
            + "\".";
  }

  /** The id of a service that has all these hosts and shows what they get to nobody; or null. */
  private @Nullable String safeService(HostPattern host) {
    List<Rows.Row> fitting = rows.of(host);
    CatalogueService service = fitting.size() == 1 ? fitting.get(0).service : null;
    return service != null && service.isAnyHostSafe() ? service.id() : null;
  }

  /** What the catalogue has against a wildcard for hosts of a service. */
  private @Nullable String unsafeService(HostPattern host) {
    for (Rows.Row row : host.hasWildcard() ? rows.of(host) : Collections.<Rows.Row>emptyList()) {
      if (!row.service.hostNeeded().isEmpty()) {
        return "\""
            + host.text()
            + "\" covers more than one host of "
            + row.service.id()
            + ", and "
            + row.service.hostNeeded()
            + ". Name the hosts that are meant.";
      }
    }
    return null;
  }

  private static @Nullable String otherProtocol(HostPattern host) {
    boolean isOwn = OF_EMULATORS.contains(host.port()) && isLoopback(host);
    for (Object[] row : OTHER_PROTOCOLS) {
      if (row[0].equals(host.port()) && !isOwn) {
        return "port "
            + host.port()
            + " of \""
            + host.text()
            + "\" is the port of "
            + row[1]
            + ", and the agent handles only HTTP, so no request there gets a token. Remove the host, or"
            + " write its HTTP port.";
      }
    }
    return null;
  }

  private static @Nullable String plainHttp(HostPattern host) {
    return isLoopback(host)
        ? null
        : "\"allowPlainHttp\" lets the token for \""
            + host.text()
            + "\" cross the network where anyone on the way can read it. Use https, and remove the key.";
  }

  private static boolean isLoopback(HostPattern host) {
    String name = host.name();
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || (host.kind() == HostKind.IPV4 && name.startsWith("127."))
        || (host.kind() == HostKind.IPV6 && (name.equals("::1") || name.equals("[::1]")));
  }
}
