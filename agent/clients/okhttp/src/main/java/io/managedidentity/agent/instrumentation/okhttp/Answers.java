package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.TokenQuestion;
import io.managedidentity.agent.injection.TokenReply;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** Token requests that are answered inside the JVM. Loaded with the first of them. */
final class Answers {
  private Answers() {}

  /**
   * Waits for the token.
   *
   * @return null if the client is to send the request
   */
  static @Nullable Response of(
      RouteInjection injection,
      Request request,
      HeaderList headers,
      String target,
      Interceptor.Chain chain)
      throws IOException, ReflectiveOperationException, RequestRefusedException {
    TokenQuestion question =
        injection.question(request.method(), headers, target, Bodies.read(request.body()));
    TokenReply reply = question == null ? null : question.answer(() -> isCancelled(chain));
    if (reply == null) {
      return null;
    }
    Response.Builder answer =
        new Response.Builder()
            .request(request)
            .protocol(Protocol.HTTP_1_1)
            .code(TokenReply.STATUS)
            .message(TokenReply.REASON);
    String[] made = reply.headers();
    for (int i = 0; i < made.length; i += 2) {
      answer.header(made[i], made[i + 1]);
    }
    return answer.body(ResponseBody.create(MediaType.parse(made[1]), reply.body())).build();
  }

  private static boolean isCancelled(Interceptor.Chain chain) {
    try {
      return CancelledCall.isCancelled(chain);
    } catch (ReflectiveOperationException e) {
      return false; // the wait has its own end
    }
  }
}
