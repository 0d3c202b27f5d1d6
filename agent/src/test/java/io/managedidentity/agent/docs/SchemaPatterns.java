package io.managedidentity.agent.docs;

/**
 * What may be written for the keys whose values are texts of a form, as regular expressions of
 * ECMA-262. Where a variable's value is put in, nothing is known yet.
 */
final class SchemaPatterns {
  static final String VARIABLE = "\\$\\{env:";

  private static final String HEX = "[0-9a-fA-F]";
  private static final String GUID =
      "^" + HEX + "{8}-" + HEX + "{4}-" + HEX + "{4}-" + HEX + "{4}-" + HEX + "{12}$";

  /** Not blank, and without control characters. */
  private static final String TEXT =
      "^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\u0000-\\u0020\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*$";

  private static final String TOKEN_CHARACTER = "[!#$%&'*+.^_`|~0-9A-Za-z-]";

  private static final String PORT =
      "(?::(?:\\*|6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|0{0,1}[1-9][0-9]{0,3}"
          + "|00[1-9][0-9]{0,2}|000[1-9][0-9]?|0000[1-9]))?";

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String LABEL_CHARACTER = "[0-9A-Za-z_\\u0080-\\uffff-]";

  /** A part of a name: {@code **} alone, or with single wildcards. */
  private static final String LABEL =
      "(?:\\*\\*|\\*|\\*?" + LABEL_CHARACTER + "+(?:\\*" + LABEL_CHARACTER + "+)*\\*?)";

  /** The last label is no number, which could be an address, and has no wildcard. */
  private static final String NAME =
      "(?:"
          + LABEL
          + "\\.)*(?!(?:[0-9]+|0[xX]"
          + HEX
          + "*)\\.?(?::|$))"
          + LABEL_CHARACTER
          + "{1,63}\\.?";

  private static final String IPV6 = "\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]";
  private static final String BARE_IPV6 = "[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*";

  static final String HOST =
      "^(?:(?:(?:"
          + OCTET
          + "\\.){3}"
          + OCTET
          + "|"
          + NAME
          + "|"
          + IPV6
          + ")"
          + PORT
          + "|"
          + BARE_IPV6
          + ")$";

  private static final String PATH =
      "^(?!.*\\*\\*\\*)(?!.*/\\.{1,2}(?:/|$))(?!.*//)/(?:[!\"$&-:<->@-Z^-~\\[\\]]|%[0-9A-F]{2})*$";

  private static final String METHOD = "^(?!CONNECT$)[!#$%&'*+.^_`|~0-9A-Z-]+$";

  /** Visible ASCII, without what a shell or a URL gives a meaning. */
  private static final String RESOURCE = "^(?!/\\.default$)[!#%*-:=?-\\[\\]^_a-z~]+$";

  private static final String DURATION =
      "^(?:0{0,3}(?:600000|[1-5]?[0-9]{1,5})ms|0{0,3}(?:600|[1-5]?[0-9]{1,2})s|0{0,3}(?:10|[0-9])m)$";

  private static final String FRAMING =
      "(?!(?:"
          + withoutCase("host")
          + "|"
          + withoutCase("content-length")
          + "|"
          + withoutCase("transfer-encoding")
          + "|"
          + withoutCase("connection")
          + "|"
          + withoutCase("te")
          + "|"
          + withoutCase("trailer")
          + "|"
          + withoutCase("upgrade")
          + "|"
          + withoutCase("keep-alive")
          + "|"
          + withoutCase("proxy-connection")
          + "|"
          + withoutCase("expect")
          + ")$)";

  static final String HEADER_NAME = "^" + FRAMING + TOKEN_CHARACTER + "+$";

  /** Visible ASCII, blanks between; no token. */
  static final String HEADER_VALUE = "^(?!.*\\{token)[!-~](?:[ -~]*[!-~])?$|" + VARIABLE;

  private static final String FORMAT = "^(?! )[ -z|~]*\\{token(?::urlencoded)?\\}[ -z|~]*(?<! )$";

  private static final String TOKEN_ENDPOINT =
      "^(?:[A-Za-z0-9-][A-Za-z0-9.-]*|[hH][tT][tT][pP][sS]://[0-9A-Za-z_.:\\u0080-\\uffff-]+/[A-Za-z0-9-][A-Za-z0-9.-]*/?)$";

  private SchemaPatterns() {}

  /** Empty where every string will do. */
  static String of(String key) {
    return switch (key) {
      case "$schema" -> "";
      case "host", "hosts" -> orVariable(HOST);
      case "path" -> orVariable(PATH);
      case "methods" -> orVariable(METHOD);
      case "resource" -> orVariable(RESOURCE);
      case "clientId", "objectId" -> orVariable(GUID);
      case "resourceId" -> orVariable("^/" + withoutCase("subscriptions") + "/[^ ]*$");
      case "tenantId" -> orVariable("^[A-Za-z0-9.-]+$");
      case "token.firstTokenWait" -> orVariable(DURATION);
      case "header", "removeHeaders" -> orVariable(HEADER_NAME);
      case "format" -> orVariable(FORMAT);
      case "removeQuery" ->
          orVariable("^[^=&#\\u0000-\\u001f]*[^=&#\\u0000-\\u0020][^=&#\\u0000-\\u001f]*$");
      case "tokenEndpoint" -> orVariable(TOKEN_ENDPOINT);
      default -> orVariable(TEXT);
    };
  }

  private static String orVariable(String pattern) {
    return pattern + "|" + VARIABLE;
  }

  static String withoutCase(String word) {
    StringBuilder pattern = new StringBuilder();
    for (char c : word.toCharArray()) {
      pattern.append(
          Character.isLetter(c)
              ? "[" + Character.toLowerCase(c) + Character.toUpperCase(c) + "]"
              : String.valueOf(c));
    }
    return pattern.toString();
  }
}
