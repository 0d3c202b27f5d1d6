package io.managedidentity.agent.target;

import java.util.Locale;

/** Reads a host pattern, and refuses what could mean a host other than the user thinks. */
final class HostPatternParser {
  private static final String NAME_ADVICE =
      "Write a host name such as orders.vault.azure.net, an IP address, or a pattern such as"
          + " *.api.contoso.com.";

  private final String text;
  private final String written;

  HostPatternParser(String text, String written) {
    this.text = text;
    this.written = written;
  }

  HostPattern parse() throws PatternException {
    if (text.isEmpty()) {
      throw new PatternException("the host is empty", NAME_ADVICE);
    }
    refuseUrlParts();
    boolean bracketed = text.charAt(0) == '[';
    int colon = bracketed ? text.indexOf(':', text.indexOf(']') + 1) : text.indexOf(':');
    boolean bareIpv6 = !bracketed && colon >= 0 && colon != text.lastIndexOf(':');
    if (bareIpv6) {
      colon = -1;
    }
    int port = colon < 0 ? HostPattern.DEFAULT_PORT : port(text.substring(colon + 1));
    String host = colon < 0 ? text : text.substring(0, colon);
    if (bracketed || bareIpv6) {
      if (!Ipv6Literal.isValid(host)) {
        throw new PatternException(
            "\"" + host + "\" is not an IPv6 address",
            "Write it as [2001:db8::1], without a zone id.");
      }
      return new HostPattern(written, HostKind.IPV6, host.toLowerCase(Locale.ROOT), port);
    }
    if (host.isEmpty()) {
      throw new PatternException("the host before the port is empty", NAME_ADVICE);
    }
    return name(host, port);
  }

  private HostPattern name(String host, int port) throws PatternException {
    String ascii = ascii(host);
    if (ascii.indexOf('*') >= 0) {
      checkWildcards(ascii);
      return new HostPattern(written, HostKind.NAME, ascii, port);
    }
    HostKind kind = HostName.kindOf(ascii);
    if (kind == HostKind.INVALID) {
      int lastDot = ascii.lastIndexOf('.');
      if (HostName.isNumber(ascii, lastDot + 1, ascii.length())) {
        throw new PatternException(
            "\"" + host + "\" is an IPv4 address in a form that programs read differently",
            "Write four decimal numbers without leading zeros, such as 10.0.0.4.");
      }
      throw new PatternException("\"" + host + "\" is not a valid host name", NAME_ADVICE);
    }
    return new HostPattern(written, kind, ascii, port);
  }

  private void refuseUrlParts() throws PatternException {
    if (text.indexOf("://") >= 0) {
      throw new PatternException(
          "\"" + text + "\" is a URL, not a host",
          "Leave off the scheme and the path; a path goes into \"path\".");
    }
    if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0) {
      throw new PatternException(
          "\"" + text + "\" contains a path", "Write the host alone; a path goes into \"path\".");
    }
    if (text.indexOf('@') >= 0) {
      throw new PatternException(
          "\"" + text + "\" contains user info (\"@\")", "Write the host alone.");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 127) {
        throw new PatternException(
            "the host contains a blank or a control character", "Write the host alone.");
      }
    }
  }

  private static int port(String port) throws PatternException {
    if (port.equals("*")) {
      return HostPattern.ANY_PORT;
    }
    int number = 0;
    boolean valid = !port.isEmpty() && port.length() <= 5;
    for (int i = 0; valid && i < port.length(); i++) {
      char c = port.charAt(i);
      valid = c >= '0' && c <= '9';
      number = number * 10 + c - '0';
    }
    if (!valid || number < 1 || number > 65535) {
      throw new PatternException(
          "\"" + port + "\" is not a port", "Write a number from 1 to 65535, or * for any port.");
    }
    return number;
  }

  /** Lower-case ASCII without the trailing dot; wildcards stay. */
  private static String ascii(String host) throws PatternException {
    String bare = host.substring(0, HostName.end(host));
    if (HostName.isAscii(bare)) {
      return bare.toLowerCase(Locale.ROOT);
    }
    StringBuilder result = new StringBuilder();
    int from = 0;
    while (from <= bare.length()) {
      int dot = bare.indexOf('.', from);
      String label = bare.substring(from, dot < 0 ? bare.length() : dot);
      String converted = label.toLowerCase(Locale.ROOT);
      if (!HostName.isAscii(label)) {
        converted = label.indexOf('*') >= 0 ? null : HostName.toAscii(label);
      }
      if (converted == null) {
        throw new PatternException(
            "\"" + label + "\" has no form in ASCII that all programs agree on",
            "Write the label in its encoded form (xn--…).");
      }
      result.append(from > 0 ? "." : "").append(converted);
      from = dot < 0 ? bare.length() + 1 : dot + 1;
    }
    return result.toString();
  }

  private void checkWildcards(String ascii) throws PatternException {
    int lastDot = ascii.lastIndexOf('.');
    if (lastDot < 0 || ascii.indexOf('*', lastDot) >= 0) {
      throw new PatternException(
          "\"" + text + "\" would send tokens to strangers' hosts",
          "End the pattern with a domain of your own, for example *.api.contoso.com.");
    }
    if (HostName.isNumber(ascii, lastDot + 1, ascii.length())) {
      throw new PatternException(
          "\"" + text + "\" is a pattern for IP addresses",
          "Write each address on its own: wildcards stand only for labels of names.");
    }
    int from = 0;
    while (from <= ascii.length()) {
      int dot = ascii.indexOf('.', from);
      checkLabel(ascii.substring(from, dot < 0 ? ascii.length() : dot));
      from = dot < 0 ? ascii.length() + 1 : dot + 1;
    }
    if (HostName.kindOf(ascii.replace('*', 'a')) != HostKind.NAME) {
      throw new PatternException("\"" + text + "\" is not a valid host pattern", NAME_ADVICE);
    }
  }

  private void checkLabel(String label) throws PatternException {
    if (label.indexOf("**") >= 0 && !label.equals("**")) {
      throw new PatternException(
          "\"" + label + "\" mixes \"**\" with other characters",
          "Write \"**\" alone between dots, or use \"*\" for a part of one label.");
    }
    if (label.indexOf('*') >= 0 && label.startsWith("xn--")) {
      throw new PatternException(
          "\"" + label + "\" has a wildcard inside an encoded label",
          "Write the whole label, or \"*\" alone for it.");
    }
  }

  static boolean hasPartialWildcard(String name) {
    int from = 0;
    while (from < name.length()) {
      int dot = name.indexOf('.', from);
      String label = name.substring(from, dot < 0 ? name.length() : dot);
      if (label.indexOf('*') >= 0 && !label.equals("*") && !label.equals("**")) {
        return true;
      }
      from = dot < 0 ? name.length() : dot + 1;
    }
    return false;
  }
}
