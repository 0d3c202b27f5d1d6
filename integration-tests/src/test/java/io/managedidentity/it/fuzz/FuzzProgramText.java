package io.managedidentity.it.fuzz;

import io.managedidentity.probe.Message;

/**
 * A program as its seed made it, with placeholders for addresses.
 *
 * @param isRacy whether it stops in the midst of calls, so that no two runs need be equal
 * @param changesMode whether it switches the agent off for a while
 */
record FuzzProgramText(
    long seed, Message message, TokenKind kind, boolean isRacy, boolean changesMode) {
  /** Which one the client has. */
  String executor() {
    return message.get("executor", "own");
  }

  String line() {
    return message.toLine();
  }

  /** For people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("seed " + seed + ", token " + kind + "\n");
    for (String step : message.all("step")) {
      text.append("  ").append(Message.parse(step)).append('\n');
    }
    Message options = Message.parse(message.toLine());
    options.set("step", String.valueOf(message.all("step").size()));
    return text.append("  options ").append(options).append('\n').toString();
  }
}
