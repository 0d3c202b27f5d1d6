package io.managedidentity.agent.injection;

/** Sends requests of the application once more, with a token. Thread-safe. */
public interface Repeats {
  /**
   * Takes a request over, and returns at once: the caller is a thread of the application.
   *
   * @param ownStatus of the answer to the application's own request
   */
  void send(Repeat repeat, int ownStatus);
}
