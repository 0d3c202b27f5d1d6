package io.managedidentity.agent.injection;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one request; of each of its sendings, if there are several. For one request;
 * not thread-safe, except for handing it from one thread to another.
 */
public interface RequestRecord {
  /** The request is about to wait for a token. Further calls before {@link #ended} do nothing. */
  void waits();

  /** It turned out that it need not wait. */
  void waitsNot();

  /**
   * It is known how the request goes out.
   *
   * @param mapping name of the one that decided; null if none did
   * @param outcome a label of {@link Outcome} or a label of {@code SkipReason}
   */
  void ended(@Nullable String mapping, String outcome);

  /** The service refused the token of a request, or led it elsewhere. */
  void answered(String mapping, int status);
}
