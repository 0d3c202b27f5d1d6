package io.managedidentity.agent.routing;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rows of {@link RoutingAttacksTest} about the spelling of a host. */
final class HostAttacks {
  private HostAttacks() {}

  static Stream<Arguments> names() {
    return Stream.of(
        arguments(
            "the plain case", RoutingAttacksTest.WILD, "https orders.vault.azure.net", "inject 0"),
        arguments(
            "upper case", RoutingAttacksTest.WILD, "https ORDERS.VAULT.AZURE.NET", "inject 0"),
        arguments(
            "trailing dot", RoutingAttacksTest.WILD, "https orders.vault.azure.net.", "inject 0"),
        arguments(
            "trailing dot in the mapping",
            RoutingAttacksTest.EXACT + ".",
            "https " + RoutingAttacksTest.EXACT,
            "inject 0"),
        arguments(
            "upper case in the mapping",
            "Orders.VAULT.azure.net",
            "https " + RoutingAttacksTest.EXACT,
            "inject 0"),
        arguments(
            "two trailing dots",
            RoutingAttacksTest.WILD,
            "https orders.vault.azure.net..",
            "invalid-host"),
        arguments("leading dot", RoutingAttacksTest.WILD, "https .vault.azure.net", "invalid-host"),
        arguments(
            "empty label",
            RoutingAttacksTest.WILD,
            "https orders..vault.azure.net",
            "invalid-host"),
        arguments("dots only", RoutingAttacksTest.WILD, "https ..", "invalid-host"),
        arguments("one dot", RoutingAttacksTest.WILD, "https .", "invalid-host"),
        arguments("empty host", RoutingAttacksTest.WILD, "https ", "invalid-host"),
        arguments(
            "user info",
            RoutingAttacksTest.WILD,
            "https vault.azure.net@evil.example",
            "invalid-host"),
        arguments(
            "user info the other way",
            RoutingAttacksTest.WILD,
            "https evil.example@orders.vault.azure.net",
            "invalid-host"),
        arguments(
            "suffix without a boundary",
            RoutingAttacksTest.WILD,
            "https evilvault.azure.net",
            "not-mapped"),
        arguments(
            "suffix without a boundary, deeper",
            RoutingAttacksTest.WILD,
            "https a.evilvault.azure.net",
            "not-mapped"),
        arguments(
            "name as a prefix",
            RoutingAttacksTest.WILD,
            "https orders.vault.azure.net.evil.example",
            "not-mapped"),
        arguments(
            "exact name as a prefix",
            RoutingAttacksTest.EXACT,
            "https orders.vault.azure.net.evil.example",
            "not-mapped"),
        arguments(
            "exact name as a suffix",
            RoutingAttacksTest.EXACT,
            "https evil-orders.vault.azure.net",
            "not-mapped"),
        arguments(
            "label before an exact name",
            RoutingAttacksTest.EXACT,
            "https x.orders.vault.azure.net",
            "not-mapped"),
        arguments("suffix alone", RoutingAttacksTest.WILD, "https vault.azure.net", "not-mapped"),
        arguments(
            "two labels for one",
            RoutingAttacksTest.WILD,
            "https a.b.vault.azure.net",
            "not-mapped"),
        arguments(
            "slash in the host",
            RoutingAttacksTest.WILD,
            "https evil.example/.vault.azure.net",
            "invalid-host"),
        arguments(
            "backslash in the host",
            RoutingAttacksTest.WILD,
            "https evil.example\\\\.vault.azure.net",
            "invalid-host"),
        arguments(
            "percent in the host",
            RoutingAttacksTest.WILD,
            "https evil.example%2f.vault.azure.net",
            "invalid-host"),
        arguments(
            "query in the host",
            RoutingAttacksTest.WILD,
            "https evil.example?.vault.azure.net",
            "invalid-host"),
        arguments(
            "fragment in the host",
            RoutingAttacksTest.WILD,
            "https evil.example#.vault.azure.net",
            "invalid-host"),
        arguments(
            "blank in the host",
            RoutingAttacksTest.WILD,
            "https evil.example\\u0020.vault.azure.net",
            "invalid-host"),
        arguments(
            "NUL in the host",
            RoutingAttacksTest.WILD,
            "https evil.example\\u0000.vault.azure.net",
            "invalid-host"),
        arguments(
            "line break in the host",
            RoutingAttacksTest.WILD,
            "https evil.example\\u000a.vault.azure.net",
            "invalid-host"),
        arguments(
            "tab in the host",
            RoutingAttacksTest.WILD,
            "https orders\\u0009.vault.azure.net",
            "invalid-host"),
        arguments(
            "DEL in the host",
            RoutingAttacksTest.WILD,
            "https orders\\u007f.vault.azure.net",
            "invalid-host"),
        arguments(
            "port in the host",
            RoutingAttacksTest.WILD,
            "https orders.vault.azure.net:443",
            "invalid-host"),
        arguments(
            "star in the host", RoutingAttacksTest.WILD, "https *.vault.azure.net", "invalid-host"),
        arguments(
            "label of 64",
            RoutingAttacksTest.WILD,
            "https " + "a".repeat(64) + ".vault.azure.net",
            "invalid-host"),
        arguments(
            "label of 63",
            RoutingAttacksTest.WILD,
            "https " + "a".repeat(63) + ".vault.azure.net",
            "inject 0"),
        arguments("name of 254", "**.net", "https " + "a.".repeat(125) + "net.", "inject 0"),
        arguments("name of 255", "**.net", "https " + "a.".repeat(126) + "net", "invalid-host"),
        arguments(
            "underscore", RoutingAttacksTest.WILD, "https my_orders.vault.azure.net", "inject 0"));
  }

  static Stream<Arguments> unicode() {
    return Stream.of(
        arguments(
            "Cyrillic a",
            RoutingAttacksTest.EXACT,
            "https orders.v\\u0430ult.azure.net",
            "not-mapped"),
        arguments(
            "Cyrillic a below a wildcard",
            "**.azure.net",
            "https v\\u0430ult.azure.net",
            "inject 0"),
        arguments(
            "full-width letter",
            RoutingAttacksTest.WILD,
            "https orders.\\uff56ault.azure.net",
            "invalid-host"),
        arguments(
            "ideographic full stop",
            RoutingAttacksTest.WILD,
            "https orders\\u3002vault.azure.net",
            "invalid-host"),
        arguments(
            "full-width full stop",
            RoutingAttacksTest.WILD,
            "https orders\\uff0evault.azure.net",
            "invalid-host"),
        arguments(
            "half-width full stop",
            RoutingAttacksTest.WILD,
            "https orders\\uff61vault.azure.net",
            "invalid-host"),
        arguments(
            "full-width slash",
            RoutingAttacksTest.WILD,
            "https evil.example\\uff0f.vault.azure.net",
            "invalid-host"),
        arguments(
            "account-of sign",
            RoutingAttacksTest.WILD,
            "https evil.example\\u2100.vault.azure.net",
            "invalid-host"),
        arguments("Kelvin sign", "kusto.example", "https \\u212austo.example", "invalid-host"),
        arguments("dotless i", "api.example", "https ap\\u0131.example", "not-mapped"),
        arguments("dotted capital I", "api.example", "https AP\\u0130.example", "not-mapped"),
        arguments("ligature", "office.example", "https o\\ufb03ce.example", "invalid-host"),
        arguments(
            "soft hyphen",
            RoutingAttacksTest.EXACT,
            "https or\\u00adders.vault.azure.net",
            "invalid-host"),
        arguments(
            "zero-width joiner",
            RoutingAttacksTest.EXACT,
            "https or\\u200dders.vault.azure.net",
            "invalid-host"),
        arguments("sharp s", "strasse.example", "https stra\\u00dfe.example", "invalid-host"),
        arguments(
            "right-to-left override",
            RoutingAttacksTest.EXACT,
            "https orders\\u202e.vault.azure.net",
            "invalid-host"),
        arguments(
            "lone surrogate",
            RoutingAttacksTest.EXACT,
            "https orders\\ud800.vault.azure.net",
            "invalid-host"),
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
}
