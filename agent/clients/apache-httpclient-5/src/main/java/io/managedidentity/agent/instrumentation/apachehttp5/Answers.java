package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.TokenQuestion;
import io.managedidentity.agent.injection.TokenReply;
import io.managedidentity.agent.token.GivenUp;
import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Token requests that are answered inside the JVM. Loaded with the first of them, and only if
 * httpclient is there, since it names its types.
 */
final class Answers {
  private Answers() {}

  /**
   * Waits for the token.
   *
   * @param execution an {@code ExecChain.Scope}
   * @return null if the client is to send the request
   */
  static @Nullable ClassicHttpResponse of(
      ClientInjector injector, ClassicHttpRequest request, Object execution)
      throws IOException, RequestRefusedException {
    ExecChain.Scope scope = (ExecChain.Scope) execution;
    HttpHost host = scope.route.getTargetHost();
    RouteInjection injection =
        injector.answering(
            host.getSchemeName(),
            host.getHostName(),
            host.getPort(),
            request.getMethod(),
            request.getRequestUri());
    if (injection == null) {
      return null;
    }
    HttpEntity entity = request.getEntity();
    TokenQuestion question =
        injection.question(
            request.getMethod(),
            WireHeaders.list(request.getHeaders()),
            request.getRequestUri(),
            entity == null || !isInMemory(entity) ? null : ReadRequestBody.of(entity).content());
    TokenReply reply =
        question == null
            ? null
            : question.answer(
                new GivenUp() {
                  @Override
                  public boolean isGivenUp() {
                    return scope.execRuntime.isExecutionAborted();
                  }
                });
    return reply == null ? null : response(reply);
  }

  /** The client calls others repeatable until they are written. */
  private static boolean isInMemory(HttpEntity entity) {
    return entity.isRepeatable() && !entity.isStreaming();
  }

  private static ClassicHttpResponse response(TokenReply reply) {
    ClassicHttpResponse response =
        new BasicClassicHttpResponse(TokenReply.STATUS, TokenReply.REASON);
    String[] headers = reply.headers();
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    response.setEntity(new ByteArrayEntity(reply.body(), ContentType.parse(headers[1])));
    return response;
  }
}
