package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.TokenQuestion;
import io.managedidentity.agent.injection.TokenReply;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.token.GivenUp;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.HttpVersion;
import org.apache.http.RequestLine;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Token requests that are answered inside the JVM. Loaded with the first of them, and only if
 * httpclient is there, since it names its types.
 */
final class Answers {
  private static final PublicGetter IS_ABORTED = new PublicGetter("isAborted");

  private Answers() {}

  /**
   * @param route an {@code HttpRoute}
   */
  static HttpHost target(Object route) {
    return ((HttpRoute) route).getTargetHost();
  }

  /**
   * Waits for the token.
   *
   * @param execution knows whether the application has given the request up; or null
   * @return null if the client is to send the request
   */
  static @Nullable HttpResponse of(
      ClientInjector injector, HttpHost host, HttpRequest request, @Nullable Object execution)
      throws IOException, ReflectiveOperationException, RequestRefusedException {
    RequestLine line = request.getRequestLine();
    RouteInjection injection =
        injector.answering(
            host.getSchemeName(),
            host.getHostName(),
            host.getPort(),
            line.getMethod(),
            line.getUri());
    if (injection == null) {
      return null;
    }
    HttpEntity entity = EditedRequests.entity(request);
    TokenQuestion question =
        injection.question(
            line.getMethod(),
            WireHeaders.list(request.getAllHeaders()),
            line.getUri(),
            entity == null || !entity.isRepeatable() ? null : ReadRequestBody.of(entity).content());
    TokenReply reply =
        question == null
            ? null
            : question.answer(
                new GivenUp() {
                  @Override
                  public boolean isGivenUp() {
                    return isAborted(execution);
                  }
                });
    return reply == null ? null : response(reply);
  }

  private static boolean isAborted(@Nullable Object execution) {
    try {
      return execution != null && Boolean.TRUE.equals(IS_ABORTED.get(execution));
    } catch (ReflectiveOperationException e) {
      return false; // the wait has its own end
    }
  }

  private static HttpResponse response(TokenReply reply) {
    HttpResponse response =
        new BasicHttpResponse(HttpVersion.HTTP_1_1, TokenReply.STATUS, TokenReply.REASON);
    ByteArrayEntity body = new ByteArrayEntity(reply.body());
    String[] headers = reply.headers();
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    body.setContentType(headers[1]);
    response.setEntity(body);
    return response;
  }

  /** As the client hands it out from 4.3 on: there is nothing to close. */
  static Object closeable(HttpResponse response, @Nullable ClassLoader loader)
      throws ClassNotFoundException {
    Class<?> type =
        Class.forName("org.apache.http.client.methods.CloseableHttpResponse", false, loader);
    return Proxy.newProxyInstance(
        loader,
        new Class<?>[] {type},
        new InvocationHandler() {
          @Override
          public @Nullable Object invoke(
              Object proxy, Method method, @Nullable Object @Nullable [] arguments)
              throws Throwable {
            if (method.getName().equals("close")) {
              return null;
            }
            try {
              return method.invoke(response, arguments);
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          }
        });
  }
}
