package io.managedidentity.agent.shadow;

import io.managedidentity.agent.identity.http.EndpointResponse;

/** The error code in a refusal, such as {@code AuthorizationPermissionMismatch}. */
final class RefusalCode {
  private static final int LONGEST = 64;

  /** In JSON and in XML; the first one is the outermost. */
  private static final String[] OPENINGS = {"\"code\":\"", "\"code\": \"", "<Code>", "<m:code>"};

  private RefusalCode() {}

  /** Empty if there is none: what is not a word is never repeated. */
  static String of(EndpointResponse response) {
    String header = response.header("x-ms-error-code");
    String code = header == null ? ofText(response.text()) : header;
    return isWord(code) ? code : "";
  }

  private static String ofText(String text) {
    int first = text.length();
    int start = -1;
    for (String opening : OPENINGS) {
      int at = text.indexOf(opening);
      if (at >= 0 && at < first) {
        first = at;
        start = at + opening.length();
      }
    }
    int end = start;
    while (start >= 0 && end < text.length() && isPartOfWord(text.charAt(end))) {
      end++;
    }
    return start < 0 ? "" : text.substring(start, end);
  }

  private static boolean isWord(String code) {
    boolean isWord = !code.isEmpty() && code.length() <= LONGEST;
    for (int i = 0; i < code.length(); i++) {
      isWord &= isPartOfWord(code.charAt(i));
    }
    return isWord;
  }

  private static boolean isPartOfWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }
}
