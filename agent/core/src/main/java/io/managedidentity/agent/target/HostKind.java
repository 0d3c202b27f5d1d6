package io.managedidentity.agent.target;

/** What kind of host a request names, by its spelling. */
public enum HostKind {
  /** A DNS name in ASCII. */
  NAME,
  /** Four decimal numbers, as {@code 10.0.0.4}. */
  IPV4,
  /** An IPv6 address, with or without square brackets. */
  IPV6,
  /** A name with non-ASCII characters: {@link HostName#toAscii} decides. */
  NON_ASCII,
  /** Nothing that a token may be sent to. */
  INVALID
}
