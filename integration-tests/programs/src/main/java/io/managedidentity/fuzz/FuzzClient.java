package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.util.concurrent.Executor;

/**
 * One client object as the threads of a program share it. A program opens it, calls it from several
 * threads, and closes it, perhaps in the midst of calls.
 */
public interface FuzzClient {
  /**
   * Makes the client. Options: {@code pool} (connections for each place and in all), {@code
   * protocol} ({@code http2}), {@code follow}, {@code timeout} (milliseconds), {@code proxy}
   * ({@code http}, {@code tls}, {@code socks}) at {@code proxyAt} ("host:port"), {@code route}
   * ({@code bare}: an https target over the proxy with neither tunnel nor layer), {@code
   * shareContext}.
   *
   * @param executor what the client's callbacks are to run on; null for the client's own
   */
  void open(Message options, Executor executor) throws Exception;

  /**
   * Makes a call: {@code method}, {@code url}, {@code header} ({@link FuzzHeaders}), {@code body},
   * {@code bodyMode} ({@code buffered}, {@code stream}), {@code reuse} (key of a request object
   * that calls share), {@code host} (a virtual host, which is not the place that is asked). A
   * client that waits returns with the outcome noted; one that calls back notes it on the thread of
   * the callback, and what it throws at once is thrown.
   */
  void call(Message step, CallRecord record) throws Exception;

  /** Closes the client as its applications do, perhaps in the midst of calls. */
  void close() throws Exception;

  /** Closes what the client was given and others may share, when all calls are over. */
  default void release() throws Exception {}
}
