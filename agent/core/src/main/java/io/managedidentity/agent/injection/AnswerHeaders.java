package io.managedidentity.agent.injection;

import java.util.List;

/**
 * The headers of an answer, as its client has them. Asked only of one that refuses a token or
 * redirects.
 */
public interface AnswerHeaders {
  /**
   * Values of all headers of that name, in order; empty if there is none.
   *
   * @param name in lower case, as HTTP/2 has it
   */
  List<String> all(String name);
}
