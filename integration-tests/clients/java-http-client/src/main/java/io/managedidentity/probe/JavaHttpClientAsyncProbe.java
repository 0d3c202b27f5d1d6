package io.managedidentity.probe;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@code java.net.http}, asynchronous, with one thread for everything. */
public final class JavaHttpClientAsyncProbe implements AsyncProbeClient {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "probe-client");
            made.setDaemon(true);
            return made;
          });
  private final JavaHttpClientProbe shared = new JavaHttpClientProbe(thread);

  @Override
  public CompletableFuture<Message> start(Message call) {
    HttpClient client = shared.client(call);
    HttpRequest request = shared.requestOf(call);
    String before = request.headers().map().toString();
    CompletableFuture<HttpResponse<String>> sent =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    CompletableFuture<Message> answer =
        sent.thenApply(response -> JavaHttpClientProbe.answer(response, request, before));
    answer.whenComplete(
        (message, failure) -> {
          if (answer.isCancelled()) {
            sent.cancel(true);
          }
        });
    return answer;
  }
}
