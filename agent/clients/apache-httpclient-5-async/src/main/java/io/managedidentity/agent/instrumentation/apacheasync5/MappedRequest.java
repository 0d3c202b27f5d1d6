package io.managedidentity.agent.instrumentation.apacheasync5;

import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.HttpRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A mapped request between the place where it could wait and the connection: shows and changes what
 * the client's own request has.
 */
final class MappedRequest extends HttpRequestWrapper implements Configurable {
  private final HttpRequest original;
  private final Sending sending;

  MappedRequest(HttpRequest original, Sending sending) {
    super(original);
    this.original = original;
    this.sending = sending;
  }

  static HttpRequest originalOf(HttpRequest request) {
    return request instanceof MappedRequest ? ((MappedRequest) request).original : request;
  }

  Sending sending() {
    return sending;
  }

  @Override
  public @Nullable RequestConfig getConfig() {
    return original instanceof Configurable ? ((Configurable) original).getConfig() : null;
  }
}
