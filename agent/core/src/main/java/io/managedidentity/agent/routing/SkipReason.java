package io.managedidentity.agent.routing;

/** Why a request is left as the application made it. */
public enum SkipReason {
  /** It is not left alone: a mapping applies. */
  NONE("mapped", "Mapped."),
  NOT_MAPPED("not-mapped", "No mapping matches."),
  MAPPED_SKIP("mapped-skip", "The mapping that matches says \"skip\": true."),
  PLAIN_HTTP(
      "plain-http",
      "The request is not encrypted. Use https, or set \"allowPlainHttp\": true in the mapping."),
  MODE_OFF("mode-off", "The mode is off for this mapping."),
  CONNECT_METHOD(
      "connect-method", "CONNECT opens a tunnel: it speaks to a proxy, not to the host."),
  TRACE_METHOD(
      "trace-method",
      "TRACE sends the request back in its answer (RFC 9110, 9.3.8): it never gets a token."),
  IDENTITY_ENDPOINT(
      "identity-endpoint", "The host issues tokens or serves machine metadata: it never gets one."),
  INVALID_HOST(
      "invalid-host", "The host has a form that programs read differently, so it matches nothing."),
  INVALID_PORT("invalid-port", "The port is not between 1 and 65535."),
  UNSUPPORTED_SCHEME("unsupported-scheme", "The scheme is not http, https, ws or wss."),
  AMBIGUOUS_PATH(
      "ambiguous-path",
      "Servers may read the path in different ways, and a mapping with a path matches only some.");

  private final String label;
  private final String sentence;

  SkipReason(String label, String sentence) {
    this.label = label;
    this.sentence = sentence;
  }

  /** A stable lower-case word for logs, counters and JSON. */
  public String label() {
    return label;
  }

  /** A sentence for a person. */
  public String sentence() {
    return sentence;
  }
}
