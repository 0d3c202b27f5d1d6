package io.managedidentity.agent.token;

/** Whether a request that waits for its token is still wanted by those who made it. */
public interface GivenUp {
  /** For clients whose requests cannot be given up but by interrupting their thread. */
  GivenUp NEVER =
      new GivenUp() {
        @Override
        public boolean isGivenUp() {
          return false;
        }
      };

  /**
   * Asked again and again by the thread that waits, so that the wait ends with the call, the
   * connection or the time of the client. Must not wait.
   */
  boolean isGivenUp();
}
