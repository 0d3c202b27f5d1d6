package io.managedidentity.agent.token;

/** Whether a request that waits for its token is still wanted. */
public interface GivenUp {
  /** For clients whose requests can only be given up by interrupting their thread. */
  GivenUp NEVER =
      new GivenUp() {
        @Override
        public boolean isGivenUp() {
          return false;
        }
      };

  /**
   * Polled by the waiting thread, so that the wait ends with the client's call, connection or time
   * limit. Must not wait.
   */
  boolean isGivenUp();
}
