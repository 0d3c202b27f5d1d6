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
  private static final String WILD = "*.vault.azure.net";
  private static final String EXACT = "orders.vault.azure.net";

  @DisplayName("decides as the row says")
  @ParameterizedTest(name = "{0}: {2} -> {3}")
  @MethodSource({"names", "unicode", "addresses", "wildcards", "endpoints", "requests", "paths"})
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

  static Stream<Arguments> names() {
    return Stream.of(
        arguments("the plain case", WILD, "https orders.vault.azure.net", "inject 0"),
        arguments("upper case", WILD, "https ORDERS.VAULT.AZURE.NET", "inject 0"),
        arguments("trailing dot", WILD, "https orders.vault.azure.net.", "inject 0"),
        arguments("trailing dot in the mapping", EXACT + ".", "https " + EXACT, "inject 0"),
        arguments(
            "upper case in the mapping", "Orders.VAULT.azure.net", "https " + EXACT, "inject 0"),
        arguments("two trailing dots", WILD, "https orders.vault.azure.net..", "invalid-host"),
        arguments("leading dot", WILD, "https .vault.azure.net", "invalid-host"),
        arguments("empty label", WILD, "https orders..vault.azure.net", "invalid-host"),
        arguments("dots only", WILD, "https ..", "invalid-host"),
        arguments("one dot", WILD, "https .", "invalid-host"),
        arguments("empty host", WILD, "https ", "invalid-host"),
        arguments("user info", WILD, "https vault.azure.net@evil.example", "invalid-host"),
        arguments(
            "user info the other way",
            WILD,
            "https evil.example@orders.vault.azure.net",
            "invalid-host"),
        arguments("suffix without a boundary", WILD, "https evilvault.azure.net", "not-mapped"),
        arguments(
            "suffix without a boundary, deeper", WILD, "https a.evilvault.azure.net", "not-mapped"),
        arguments(
            "name as a prefix", WILD, "https orders.vault.azure.net.evil.example", "not-mapped"),
        arguments(
            "exact name as a prefix",
            EXACT,
            "https orders.vault.azure.net.evil.example",
            "not-mapped"),
        arguments(
            "exact name as a suffix", EXACT, "https evil-orders.vault.azure.net", "not-mapped"),
        arguments(
            "label before an exact name", EXACT, "https x.orders.vault.azure.net", "not-mapped"),
        arguments("suffix alone", WILD, "https vault.azure.net", "not-mapped"),
        arguments("two labels for one", WILD, "https a.b.vault.azure.net", "not-mapped"),
        arguments("slash in the host", WILD, "https evil.example/.vault.azure.net", "invalid-host"),
        arguments(
            "backslash in the host",
            WILD,
            "https evil.example\\\\.vault.azure.net",
            "invalid-host"),
        arguments(
            "percent in the host", WILD, "https evil.example%2f.vault.azure.net", "invalid-host"),
        arguments("query in the host", WILD, "https evil.example?.vault.azure.net", "invalid-host"),
        arguments(
            "fragment in the host", WILD, "https evil.example#.vault.azure.net", "invalid-host"),
        arguments(
            "blank in the host", WILD, "https evil.example\\u0020.vault.azure.net", "invalid-host"),
        arguments(
            "NUL in the host", WILD, "https evil.example\\u0000.vault.azure.net", "invalid-host"),
        arguments(
            "line break in the host",
            WILD,
            "https evil.example\\u000a.vault.azure.net",
            "invalid-host"),
        arguments("tab in the host", WILD, "https orders\\u0009.vault.azure.net", "invalid-host"),
        arguments("DEL in the host", WILD, "https orders\\u007f.vault.azure.net", "invalid-host"),
        arguments("port in the host", WILD, "https orders.vault.azure.net:443", "invalid-host"),
        arguments("star in the host", WILD, "https *.vault.azure.net", "invalid-host"),
        arguments(
            "label of 64", WILD, "https " + "a".repeat(64) + ".vault.azure.net", "invalid-host"),
        arguments("label of 63", WILD, "https " + "a".repeat(63) + ".vault.azure.net", "inject 0"),
        arguments("name of 254", "**.net", "https " + "a.".repeat(125) + "net.", "inject 0"),
        arguments("name of 255", "**.net", "https " + "a.".repeat(126) + "net", "invalid-host"),
        arguments("underscore", WILD, "https my_orders.vault.azure.net", "inject 0"));
  }

  static Stream<Arguments> unicode() {
    return Stream.of(
        arguments("Cyrillic a", EXACT, "https orders.v\\u0430ult.azure.net", "not-mapped"),
        arguments(
            "Cyrillic a below a wildcard",
            "**.azure.net",
            "https v\\u0430ult.azure.net",
            "inject 0"),
        arguments("full-width letter", WILD, "https orders.\\uff56ault.azure.net", "invalid-host"),
        arguments(
            "ideographic full stop", WILD, "https orders\\u3002vault.azure.net", "invalid-host"),
        arguments(
            "full-width full stop", WILD, "https orders\\uff0evault.azure.net", "invalid-host"),
        arguments(
            "half-width full stop", WILD, "https orders\\uff61vault.azure.net", "invalid-host"),
        arguments(
            "full-width slash", WILD, "https evil.example\\uff0f.vault.azure.net", "invalid-host"),
        arguments(
            "account-of sign", WILD, "https evil.example\\u2100.vault.azure.net", "invalid-host"),
        arguments("Kelvin sign", "kusto.example", "https \\u212austo.example", "invalid-host"),
        arguments("dotless i", "api.example", "https ap\\u0131.example", "not-mapped"),
        arguments("dotted capital I", "api.example", "https AP\\u0130.example", "not-mapped"),
        arguments("ligature", "office.example", "https o\\ufb03ce.example", "invalid-host"),
        arguments("soft hyphen", EXACT, "https or\\u00adders.vault.azure.net", "invalid-host"),
        arguments(
            "zero-width joiner", EXACT, "https or\\u200dders.vault.azure.net", "invalid-host"),
        arguments("sharp s", "strasse.example", "https stra\\u00dfe.example", "invalid-host"),
        arguments(
            "right-to-left override", EXACT, "https orders\\u202e.vault.azure.net", "invalid-host"),
        arguments("lone surrogate", EXACT, "https orders\\ud800.vault.azure.net", "invalid-host"),
        arguments(
            "IDN against its ASCII form",
            "xn--bcher-kva.example",
            "https b\\u00fccher.example",
            "inject 0"),
        arguments(
            "IDN in upper case", "b\u00fccher.example", "https B\\u00dcCHER.example", "inject 0"),
        arguments(
            "ASCII form against IDN",
            "b\u00fccher.example",
            "https XN--BCHER-KVA.example",
            "inject 0"),
        arguments(
            "IDN with a trailing dot",
            "b\u00fccher.example",
            "https b\\u00fccher.example.",
            "inject 0"),
        arguments(
            "decomposed letter", "b\u00fccher.example", "https bu\\u0308cher.example", "inject 0"),
        arguments(
            "part of an encoded label", "x*.example", "https xn--bcher-kva.example", "not-mapped"),
        arguments("one label of any kind", "*.example", "https b\\u00fccher.example", "inject 0"));
  }

  static Stream<Arguments> addresses() {
    return Stream.of(
        arguments("IPv4", "127.0.0.1", "https 127.0.0.1", "inject 0"),
        arguments("IPv4 octal", "127.0.0.1", "https 0177.0.0.1", "invalid-host"),
        arguments("IPv4 hexadecimal", "127.0.0.1", "https 0x7f.0.0.1", "invalid-host"),
        arguments("IPv4 hexadecimal last", "127.0.0.1", "https 127.0.0.0x1", "invalid-host"),
        arguments("IPv4 as one number", "127.0.0.1", "https 2130706433", "invalid-host"),
        arguments(
            "IPv4 as one hexadecimal number", "127.0.0.1", "https 0x7f000001", "invalid-host"),
        arguments("IPv4 short", "127.0.0.1", "https 127.1", "invalid-host"),
        arguments("IPv4 of three parts", "127.0.0.1", "https 127.0.1", "invalid-host"),
        arguments("IPv4 with a leading zero", "127.0.0.1", "https 127.0.0.01", "invalid-host"),
        arguments("IPv4 with a trailing dot", "127.0.0.1", "https 127.0.0.1.", "invalid-host"),
        arguments("IPv4 too large", "127.0.0.1", "https 127.0.0.256", "invalid-host"),
        arguments("IPv4 of five parts", "127.0.0.1", "https 127.0.0.0.1", "invalid-host"),
        arguments(
            "IPv4 with full-width digits", "127.0.0.1", "https 127.0.0.\\uff11", "invalid-host"),
        arguments("IPv4 below a wildcard", "**.example", "https 10.0.0.4", "not-mapped"),
        arguments("number below a wildcard", "*.example", "https 1.example", "inject 0"),
        arguments("bare 0x", "*.example", "https example.0x", "invalid-host"),
        arguments("IPv6", "[2001:db8::1]", "https [2001:db8::1]", "inject 0"),
        arguments("IPv6 without brackets", "[2001:db8::1]", "https 2001:db8::1", "inject 0"),
        arguments(
            "IPv6 without brackets in the mapping",
            "2001:db8::1",
            "https [2001:DB8::1]",
            "inject 0"),
        arguments("IPv6 in full", "[2001:db8::1]", "https 2001:0DB8:0:0:0:0:0:0001", "inject 0"),
        arguments(
            "IPv6 with another gap",
            "[2001:db8:0:0:1::1]",
            "https [2001:db8::1:0:0:1]",
            "inject 0"),
        arguments("another IPv6", "[2001:db8::1]", "https [2001:db8::1:1]", "not-mapped"),
        arguments("IPv6 with a zone id", "[fe80::1]", "https [fe80::1%25eth0]", "invalid-host"),
        arguments("IPv6 with a bare zone id", "[fe80::1]", "https fe80::1%eth0", "invalid-host"),
        arguments("IPv6 with two gaps", "[2001:db8::1]", "https 2001::db8::1", "invalid-host"),
        arguments("IPv6 without its end", "[2001:db8::1]", "https [2001:db8::1", "invalid-host"),
        arguments(
            "text after IPv6", "[2001:db8::1]", "https [2001:db8::1].evil.example", "invalid-host"),
        arguments("IPv4 in IPv6", "10.0.0.4", "https [::ffff:10.0.0.4]", "not-mapped"),
        arguments(
            "IPv4 in IPv6, both spellings",
            "[::ffff:a00:4]",
            "https [::ffff:10.0.0.4]",
            "inject 0"),
        arguments(
            "IPv6 with octal IPv4", "[::ffff:a00:4]", "https [::ffff:012.0.0.4]", "invalid-host"),
        arguments(
            "loopback name is not its address", "127.0.0.1", "https localhost", "not-mapped"));
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

  static Stream<Arguments> paths() {
    return Stream.of(
        arguments("path", "a.example /v2/**", "https a.example 443 /v2/orders/1?x=/v1", "inject 0"),
        arguments("path alone", "a.example /v2/**", "https a.example 443 /v2", "not-mapped"),
        arguments(
            "path without a boundary",
            "a.example /v2/**",
            "https a.example 443 /v2evil/x",
            "not-mapped"),
        arguments(
            "path in the query", "a.example /v2/**", "https a.example 443 /v1?/v2/", "not-mapped"),
        arguments(
            "path in another case", "a.example /v2/**", "https a.example 443 /V2/x", "not-mapped"),
        arguments("segment", "a.example /v2/*/x", "https a.example 443 /v2/a/x", "inject 0"),
        arguments(
            "star takes no slash",
            "a.example /v2/*/x",
            "https a.example 443 /v2/a/b/x",
            "not-mapped"),
        arguments("empty target", "a.example /", "https a.example 443 ", "inject 0"),
        arguments("query alone", "a.example /", "https a.example 443 ?a=b", "inject 0"),
        arguments(
            "dots climb out", "a.example /v2/**", "https a.example 443 /v2/../admin", "not-mapped"),
        arguments(
            "dots climb in", "a.example /v2/**", "https a.example 443 /x/../v2/y", "inject 0"),
        arguments(
            "dots stay inside", "a.example /v2/**", "https a.example 443 /v2/a/./../b", "inject 0"),
        arguments(
            "dots above the root",
            "a.example /v2/**",
            "https a.example 443 /../../v2/y",
            "inject 0"),
        arguments(
            "three dots are a name",
            "a.example /v2/**",
            "https a.example 443 /v2/.../y",
            "inject 0"),
        arguments(
            "encoded dots climb out",
            "a.example /v2/**",
            "https a.example 443 /v2/%2e%2e/admin",
            "ambiguous-path 0"),
        arguments(
            "half encoded dots climb out",
            "a.example /v2/**",
            "https a.example 443 /v2/.%2E/admin",
            "ambiguous-path 0"),
        arguments(
            "half encoded dots, other half",
            "a.example /v2/**",
            "https a.example 443 /v2/%2e./admin",
            "ambiguous-path 0"),
        arguments(
            "encoded dots climb in",
            "a.example /v2/**",
            "https a.example 443 /x/%2e%2e/v2/y",
            "ambiguous-path 0"),
        arguments(
            "encoded dots stay inside",
            "a.example /v2/**",
            "https a.example 443 /v2/a/%2e%2e/b",
            "inject 0"),
        arguments(
            "doubly encoded dots",
            "a.example /v2/**",
            "https a.example 443 /v2/%252e%252e/admin",
            "ambiguous-path 0"),
        arguments(
            "backslash",
            "a.example /v2/**",
            "https a.example 443 /v2\\\\..\\\\admin",
            "not-mapped"),
        arguments(
            "backslashes below the path",
            "a.example /v2/**",
            "https a.example 443 /v2/..\\\\admin",
            "ambiguous-path 0"),
        arguments(
            "encoded backslash",
            "a.example /v2/**",
            "https a.example 443 /v2/..%5cadmin",
            "ambiguous-path 0"),
        arguments(
            "encoded slash",
            "a.example /v2/**",
            "https a.example 443 /v2/..%2fadmin",
            "ambiguous-path 0"),
        arguments(
            "encoded slash in a name",
            "a.example /v2/**",
            "https a.example 443 /v2/a%2Fb",
            "inject 0"),
        arguments(
            "encoded slash for the boundary",
            "a.example /v2/**",
            "https a.example 443 /v2%2fx",
            "ambiguous-path 0"),
        arguments(
            "parameters hide dots",
            "a.example /v2/**",
            "https a.example 443 /v2/..;/admin",
            "ambiguous-path 0"),
        arguments(
            "encoded parameters hide dots",
            "a.example /v2/**",
            "https a.example 443 /v2/..%3bx/admin",
            "ambiguous-path 0"),
        arguments(
            "parameters in a name",
            "a.example /v2/**",
            "https a.example 443 /v2/x;jsessionid=1",
            "inject 0"),
        arguments(
            "parameters on the boundary",
            "a.example /v2/**",
            "https a.example 443 /v2;x/y",
            "ambiguous-path 0"),
        arguments(
            "empty segment before",
            "a.example /v2/**",
            "https a.example 443 //v2/x",
            "ambiguous-path 0"),
        arguments(
            "empty segment inside", "a.example /v2/**", "https a.example 443 /v2//x", "inject 0"),
        arguments(
            "empty segments and dots",
            "a.example /v2/**",
            "https a.example 443 /v2//../x",
            "ambiguous-path 0"),
        arguments(
            "encoded letters", "a.example /admin/**", "https a.example 443 /%61dmin/x", "inject 0"),
        arguments(
            "other hexadecimal case",
            "a.example /a%C3%A9/**",
            "https a.example 443 /a%c3%a9/x",
            "inject 0"),
        arguments(
            "NUL in the path",
            "a.example /v2/**",
            "https a.example 443 /v2/%00/x",
            "ambiguous-path 0"),
        arguments(
            "broken percent code",
            "a.example /v2/**",
            "https a.example 443 /v2/%zz",
            "ambiguous-path 0"),
        arguments(
            "cut percent code",
            "a.example /v2/**",
            "https a.example 443 /v2/%2",
            "ambiguous-path 0"),
        arguments(
            "fragment", "a.example /v2/**", "https a.example 443 /v2/x#y", "ambiguous-path 0"),
        arguments(
            "line break in the path",
            "a.example /v2/**",
            "https a.example 443 /v2/x\\u000d\\u000ay",
            "ambiguous-path 0"),
        arguments(
            "whole URL as target",
            "a.example /v2/**",
            "https a.example 443 http://a.example/v2/x",
            "ambiguous-path 0"),
        arguments(
            "asterisk form",
            "a.example /v2/**",
            "https a.example 443 * OPTIONS",
            "ambiguous-path 0"),
        arguments(
            "odd path without a pattern",
            "a.example",
            "https a.example 443 /v2/..;/%2e%2e/x",
            "inject 0"),
        arguments(
            "skip evaded by encoded dots",
            "a.example /admin/** - skip | a.example",
            "https a.example 443 /x/%2e%2e/admin/y",
            "ambiguous-path 0"),
        arguments(
            "skip evaded by parameters",
            "a.example /admin/** - skip | a.example",
            "https a.example 443 /admin;a=b/y",
            "ambiguous-path 0"),
        arguments(
            "skip evaded by encoded letters",
            "a.example /admin/** - skip | a.example",
            "https a.example 443 /%61dmin/y",
            "mapped-skip 0"),
        arguments(
            "ambiguous for another method",
            "a.example /v2/** POST | a.example",
            "https a.example 443 /v2/..;/x GET",
            "inject 1"),
        arguments(
            "ambiguous after the deciding one",
            "a.example | a.example /v2/**",
            "https a.example 443 /v2/..;/x",
            "inject 0"),
        arguments(
            "odd path that is long",
            "a.example /v2/**",
            "https a.example 443 /v2/" + "a;/".repeat(3000),
            "ambiguous-path 0"));
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
