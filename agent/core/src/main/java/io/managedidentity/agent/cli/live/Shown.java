package io.managedidentity.agent.cli.live;

/** Texts of others for people: on one line, and not too long. */
final class Shown {
  private static final int LONGEST = 160;

  private Shown() {}

  /** What is no visible ASCII becomes a question mark. */
  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      shown.append(c < ' ' || c >= 0x7F ? '?' : c);
    }
    return text.length() > LONGEST ? shown.append('…').toString() : shown.toString();
  }
}
