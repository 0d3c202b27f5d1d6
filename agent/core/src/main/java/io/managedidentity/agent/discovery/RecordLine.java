package io.managedidentity.agent.discovery;

/** One thing that is written down: of two with one key, the later one counts. Immutable. */
public final class RecordLine {
  private final String type;
  private final String key;
  private final String members;

  /**
   * @param type as in docs/records.md
   * @param key tells it from others of its type
   */
  public RecordLine(String type, String key, RecordText members) {
    this.type = type;
    this.key = type + ' ' + key;
    this.members = members.toString();
  }

  String type() {
    return type;
  }

  String key() {
    return key;
  }

  /** What is written, but for what every line has. */
  String members() {
    return members;
  }
}
