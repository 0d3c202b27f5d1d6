package io.managedidentity.agent.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row is a way to get a token to the wrong place, or to keep it from the right one. */
class RoutingAttacksTest {
  static final String WILD = "*.vault.azure.net";
  static final String EXACT = "orders.vault.azure.net";

  @DisplayName("decides as the row says")
  @ParameterizedTest(name = "{0}: {2} -> {3}")
  @MethodSource({
    "io.managedidentity.agent.routing.HostAttacks#names",
    "io.managedidentity.agent.routing.HostAttacks#unicode",
    "io.managedidentity.agent.routing.HostAttacks#addresses",
    "wildcards",
    "endpoints",
    "requests",
    "io.managedidentity.agent.routing.PathAttacks#paths"
  })
  void decides(String attack, String mapping, String request, String expected) {
    RouteTable table =
        RouteTable.compile(
            Mappings.config(mapping.split(" \\| ")),
            List.of(
                "127.0.0.1:41564", "identity.internal:8081", "[fd00::1]:80", "sts.corp.example"));
    String[] parts = request.split(" ", -1);

    RouteDecision decision =
        table.decide(
            parts[0],
            unescape(parts[1]),
            parts.length > 2 ? Integer.parseInt(parts[2]) : -1,
            parts.length > 4 ? parts[4] : "GET",
            parts.length > 3 ? unescape(parts[3]) : "/");

    String route = decision.route() == null ? "" : " " + decision.route().index();
    String kind = decision.kind() == RouteDecision.Kind.SKIP ? decision.reason().label() : "inject";
    assertEquals(expected, kind + route);
  }

  static Stream<Arguments> wildcards() {
    return Stream.of(
        arguments("part of a label", "orders-*.example", "https orders-eu.example", "inject 0"),
        arguments("nothing for a part", "orders*.example", "https orders.example", "inject 0"),
        arguments(
            "part of a label takes no dot",
            "orders-*.example",
            "https orders-x.evil.example",
            "not-mapped"),
        arguments("two parts", "*-api-*.example", "https a-api-b.example", "inject 0"),
        arguments(
            "label in the middle",
            "adb-*.*.databricks.example",
            "https adb-1.7.databricks.example",
            "inject 0"),
        arguments(
            "label in the middle is missing",
            "adb-*.*.databricks.example",
            "https adb-1.databricks.example",
            "not-mapped"),
        arguments("double star, one label", "**.example.org", "https a.example.org", "inject 0"),
        arguments(
            "double star, three labels", "**.example.org", "https a.b.c.example.org", "inject 0"),
        arguments("double star, no label", "**.example.org", "https example.org", "not-mapped"),
        arguments(
            "double star, no boundary", "**.example.org", "https evilexample.org", "not-mapped"),
        arguments(
            "double star in the middle", "api.**.example", "https api.a.b.example", "inject 0"),
        arguments(
            "double star in the middle, none", "api.**.example", "https api.example", "not-mapped"),
        arguments(
            "double star in the middle, other head",
            "api.**.example",
            "https xapi.a.example",
            "not-mapped"),
        arguments(
            "upper case below a wildcard",
            "orders-*.example",
            "https ORDERS-EU.EXAMPLE",
            "inject 0"),
        arguments(
            "first of the file wins",
            "*.example - - skip | a.example",
            "https a.example",
            "mapped-skip 0"),
        arguments(
            "exact before wildcard",
            "a.example - - skip | *.example",
            "https a.example",
            "mapped-skip 0"),
        arguments(
            "exact before wildcard, other host",
            "a.example - - skip | *.example",
            "https b.example",
            "inject 1"),
        arguments(
            "short suffix before long",
            "**.example - - skip | *.a.example",
            "https x.a.example",
            "mapped-skip 0"),
        arguments(
            "long suffix before short",
            "*.a.example - - skip | **.example",
            "https x.a.example",
            "mapped-skip 0"));
  }

  static Stream<Arguments> endpoints() {
    String all =
        "**.com | **.net | **.us | **.cn | 169.254.169.254:* | 168.63.129.16 | 127.0.0.1:* | localhost:*"
            + " | [::1]:* | **.internal:* | [fd00::1]:* - - plain | [::ffff:a9fe:a9fe]:* | **.example:* | [64:ff9b::a9fe:a9fe]";
    return Stream.of(
        arguments("instance metadata", all, "https 169.254.169.254", "identity-endpoint"),
        arguments(
            "instance metadata, plain",
            all,
            "http 169.254.169.254 80 /metadata/identity/oauth2/token",
            "identity-endpoint"),
        arguments(
            "instance metadata in IPv6",
            all,
            "https [::ffff:169.254.169.254]",
            "identity-endpoint"),
        arguments(
            "instance metadata in IPv6, hexadecimal",
            all,
            "https ::ffff:a9fe:a9fe",
            "identity-endpoint"),
        arguments(
            "instance metadata by NAT64",
            all,
            "https [64:ff9b::169.254.169.254]",
            "identity-endpoint"),
        arguments("host agent", all, "https 168.63.129.16", "identity-endpoint"),
        arguments("login host", all, "https login.microsoftonline.com", "identity-endpoint"),
        arguments(
            "login host in upper case",
            all,
            "https LOGIN.MICROSOFTONLINE.COM.",
            "identity-endpoint"),
        arguments(
            "login host on another port",
            all,
            "https login.microsoftonline.com 8443",
            "identity-endpoint"),
        arguments("old login host", all, "https login.windows.net", "identity-endpoint"),
        arguments("token service", all, "https sts.windows.net", "identity-endpoint"),
        arguments(
            "regional login host",
            all,
            "https westeurope.login.microsoft.com",
            "identity-endpoint"),
        arguments(
            "login host of Azure Government",
            all,
            "https login.microsoftonline.us",
            "identity-endpoint"),
        arguments("login host of China", all, "https login.chinacloudapi.cn", "identity-endpoint"),
        arguments(
            "second login host of China",
            all,
            "https login.partner.microsoftonline.cn",
            "identity-endpoint"),
        arguments("tenant of customers", all, "https contoso.b2clogin.com", "identity-endpoint"),
        arguments(
            "external tenant of customers",
            all,
            "https contoso.ciamlogin.com",
            "identity-endpoint"),
        arguments("not quite such a tenant", all, "https contoso.xciamlogin.com", "inject 0"),
        arguments("not quite a login host", all, "https xlogin.microsoftonline.com", "inject 0"),
        arguments("endpoint of this process", all, "https 127.0.0.1 41564", "identity-endpoint"),
        arguments("the same by name", all, "https localhost 41564", "identity-endpoint"),
        arguments("the same in IPv6", all, "https [::1] 41564", "identity-endpoint"),
        arguments("another port of this host", all, "https localhost 8443", "inject 7"),
        arguments("named endpoint", all, "https identity.internal 8081", "identity-endpoint"),
        arguments(
            "another port of the named host", all, "https identity.internal 8082", "inject 9"),
        arguments("IPv6 endpoint", all, "http [fd00:0::1]", "identity-endpoint"),
        arguments(
            "authority without a port", all, "https sts.corp.example 8443", "identity-endpoint"));
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        arguments(
            "default port written out", EXACT, "https orders.vault.azure.net 443", "inject 0"),
        arguments("another port", EXACT, "https orders.vault.azure.net 8443", "not-mapped"),
        arguments(
            "port of the other scheme", EXACT, "https orders.vault.azure.net 80", "not-mapped"),
        arguments(
            "plain port, encrypted mapping",
            EXACT + " - - plain",
            "http orders.vault.azure.net 443",
            "not-mapped"),
        arguments("mapped port", "a.example:8443", "https a.example 8443", "inject 0"),
        arguments("mapped port, default asked", "a.example:8443", "https a.example", "not-mapped"),
        arguments("any port", "a.example:*", "https a.example 9", "inject 0"),
        arguments("port 0", "a.example:*", "https a.example 0", "invalid-port"),
        arguments("port 65536", "a.example:*", "https a.example 65536", "invalid-port"),
        arguments("port -2", "a.example:*", "https a.example -2", "invalid-port"),
        arguments("plain http", EXACT, "http orders.vault.azure.net", "plain-http 0"),
        arguments(
            "plain http, allowed", EXACT + " - - plain", "http orders.vault.azure.net", "inject 0"),
        arguments(
            "plain http to a skipped host",
            EXACT + " - - skip",
            "http orders.vault.azure.net",
            "mapped-skip 0"),
        arguments("plain WebSocket", EXACT, "ws orders.vault.azure.net", "plain-http 0"),
        arguments("WebSocket", EXACT, "wss orders.vault.azure.net", "inject 0"),
        arguments("scheme in upper case", EXACT, "HTTPS orders.vault.azure.net", "inject 0"),
        arguments("another scheme", EXACT, "ftp orders.vault.azure.net", "unsupported-scheme"),
        arguments(
            "scheme with a tail", EXACT, "httpsx orders.vault.azure.net", "unsupported-scheme"),
        arguments("tunnel", EXACT, "https orders.vault.azure.net 443 / CONNECT", "connect-method"),
        arguments("echo", EXACT, "https orders.vault.azure.net 443 / TRACE", "trace-method"),
        arguments(
            "echo in lower case",
            EXACT,
            "https orders.vault.azure.net 443 / trace",
            "trace-method"),
        arguments(
            "tunnel in lower case",
            EXACT,
            "https orders.vault.azure.net 443 / connect",
            "connect-method"),
        arguments("mapped method", "a.example - GET", "https a.example 443 / GET", "inject 0"),
        arguments(
            "method in lower case", "a.example - GET", "https a.example 443 / get", "not-mapped"),
        arguments("another method", "a.example - GET", "https a.example 443 / GETX", "not-mapped"));
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\u", i)) {
        plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else if (text.startsWith("\\\\", i)) {
        plain.append('\\');
        i++;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }
}
