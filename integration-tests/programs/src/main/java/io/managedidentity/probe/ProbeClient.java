package io.managedidentity.probe;

/**
 * One HTTP client as an application uses it. A call's members: {@code method}, {@code url}, {@code
 * header} ("Name: value", repeated), {@code body} and {@code bodyMode} ({@code buffered}, {@code
 * fixed}, {@code chunked}, {@code oneshot}: a stream that cannot be read twice), {@code follow}
 * (redirects; default true), {@code proxy} ("host:port"), {@code proxyUser} ("user:password"),
 * {@code timeout} (milliseconds), {@code reuse} (key of a request object that is kept and sent
 * again).
 */
public interface ProbeClient {
  /**
   * Makes the call. The answer: {@code status}, {@code body}, {@code responseHeader} ("Name:
   * value", repeated), and what the application can read back from its request object: {@code
   * viewBefore}, {@code viewAfter}, {@code responseRequestView}.
   */
  Message call(Message call) throws Exception;
}
