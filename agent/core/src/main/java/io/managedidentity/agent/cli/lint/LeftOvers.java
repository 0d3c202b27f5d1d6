package io.managedidentity.agent.cli.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Words that examples have where a value of one's own belongs. */
final class LeftOvers {
  /** In capitals, as a word of its own. */
  private static final Pattern CAPITALS =
      Pattern.compile(
          "(?<![^/:.])(RESOURCE|AUDIENCE|(APP|APPLICATION|CLIENT|OBJECT|TENANT|RESOURCE)[-_]?ID(_URI)?"
              + "|TENANT|YOUR[-_A-Z]*|NAME|HOST|LOGINHOST|ACCOUNT|VAULT|SERVICE|DOMAIN|GROUP|GUID|TODO|TBD"
              + "|CHANGE[-_]?ME|PLACEHOLDER|X{3,})(?![^/:.])");

  /** In any spelling. */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?<![a-z0-9])(your[-_][a-z-_]+|change[-_]?me|placeholder|replace[-_]?me|todo)(?![a-z0-9])"
              + "|[<>{}]|\\.\\.\\.|…");

  private static final List<String> GUIDS =
      Arrays.asList(
          "00000000-0000-0000-0000-000000000000",
          "11111111-1111-1111-1111-111111111111",
          "11111111-2222-3333-4444-555555555555",
          "12345678-1234-1234-1234-123456789012",
          "12345678-1234-1234-1234-123456789abc",
          "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");

  private LeftOvers() {}

  static boolean isOne(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return CAPITALS.matcher(value).find() || WORDS.matcher(lower).find() || hasGuid(lower);
  }

  private static boolean hasGuid(String lower) {
    for (String guid : GUIDS) {
      if (lower.contains(guid)) {
        return true;
      }
    }
    return false;
  }
}
