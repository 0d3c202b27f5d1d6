package io.managedidentity.agent.identity;

/** An answer that is not the JSON object that it should be. Its message never holds the answer. */
final class AnswerFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  AnswerFormatException(String message) {
    super(message);
  }
}
