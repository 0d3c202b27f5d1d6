package io.managedidentity.it.fuzz;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request where it arrived.
 *
 * @param server address of the server, which alone has its certificate
 * @param isTls whether this server's own TLS session carried it
 * @param target as in the request line: a path or a URL at an origin, a URL at a proxy that reads
 *     it
 */
record Arrival(
    String server, boolean isTls, String method, String target, List<String> headers, String body) {
  private static final Pattern LABEL = Pattern.compile("/(?:w|s\\d+)/(r\\d{7})-|\\?run=(r\\d{7})-");

  /** Which request is the first on a connection, and offers HTTP/2 in clear, is chance. */
  private static final Predicate<String> IS_OF_UPGRADE =
      Pattern.compile("(?i)(?:upgrade|http2-settings|connection):.*").asMatchPredicate();

  private static final Pattern SLOT = Pattern.compile("^/(w|s\\d+)/");

  /** The run that it belongs to; null where the request does not say. */
  String run() {
    Matcher label = LABEL.matcher(target);
    return !label.find() ? null : label.group(1) == null ? label.group(2) : label.group(1);
  }

  /** Some clients write a whole URL inside a tunnel too. */
  boolean isAtProxy() {
    return isWholeUrl() && FuzzPlace.at(server) == null;
  }

  private boolean isWholeUrl() {
    return target.startsWith("http://") || target.startsWith("https://");
  }

  /** The place that it is for. */
  FuzzPlace place() {
    return FuzzPlace.at(isAtProxy() ? URI.create(target).getHost() : server);
  }

  String path() {
    return isWholeUrl() ? URI.create(target).getRawPath() : target;
  }

  /** {@code w}, or the slot whose token is the program's own. */
  String slot() {
    String tenant = FormRule.slot(this);
    if (tenant != null) {
      return tenant;
    }
    Matcher slot = SLOT.matcher(path());
    return slot.find() ? slot.group(1) : "w";
  }

  /** All but the body. */
  String head() {
    return target + "\n" + String.join("\n", headers);
  }

  /** Of whatever kind; the programs' own is Basic. */
  List<String> authorization() {
    List<String> values = new ArrayList<>();
    for (String header : headers) {
      if (header.toLowerCase().startsWith("authorization")) {
        values.add(header.substring(header.indexOf(':') + 1).trim());
      }
    }
    return values;
  }

  /**
   * What is the same without the agent. Headers in alphabetical order: a client that sends a
   * request object again may write them in another order.
   */
  String withoutToken(String run) {
    List<String> rest = new ArrayList<>();
    for (String header : headers) {
      if (!header.toLowerCase().startsWith("authorization")
          && !IS_OF_UPGRADE.test(header)
          && FormRule.isSame(this, header)) {
        rest.add(header);
      }
    }
    Collections.sort(rest);
    return (server
            + (isTls ? " tls " : " plain ")
            + method
            + " "
            + target
            + " "
            + rest
            + " "
            + FormRule.withoutAuthentication(this))
        .replace(run, "RUNLABEL");
  }

  @Override
  public String toString() {
    return (isTls ? "tls " : "plain ")
        + server
        + " "
        + method
        + " "
        + target
        + " "
        + authorization()
        + (FormRule.hasAssertion(this) ? " with an assertion" : "");
  }
}
