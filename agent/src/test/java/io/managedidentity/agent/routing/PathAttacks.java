package io.managedidentity.agent.routing;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rows of {@link RoutingAttacksTest} about the path of a request. */
final class PathAttacks {
  private PathAttacks() {}

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
}
