package io.managedidentity.agent.attach;

import org.jspecify.annotations.Nullable;

/** Why the agent in another JVM cannot be reached; the message says what to do as well. */
public final class AttachException extends Exception {
  private static final long serialVersionUID = 1L;

  AttachException(String message) {
    super(message);
  }

  AttachException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
