package io.managedidentity.probe;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * {@code java.net.http} while a token is slow to come: each line it prints is one observation.
 *
 * <p>Arguments: base URL of the mapped host, base URL of one that is not.
 */
public final class DeferralProgram {
  private static final HttpResponse.BodyHandler<String> TEXT = HttpResponse.BodyHandlers.ofString();

  private DeferralProgram() {}

  public static void main(String[] args) throws Exception {
    String mapped = args[0];
    String unmapped = args[1];
    ExecutorService one = Executors.newSingleThreadExecutor();
    others("one", one, mapped + "/slow1/a", unmapped);
    others("same", Runnable::run, mapped + "/slow2/a", unmapped);
    redirected(one, unmapped + "/to-slow3", unmapped);
    timeout(one, mapped + "/hang1/a");
    cancelled(one, mapped + "/slow4/cancelled", mapped);
    interrupted(mapped + "/hang2/a");
    one.shutdown();
    System.out.println("end");
  }

  /** Whether fifty requests to the other host go on while one to the mapped host waits. */
  private static void others(String name, Executor executor, String slow, String unmapped)
      throws Exception {
    HttpClient client = HttpClient.newBuilder().executor(executor).build();
    client.send(request(unmapped + "/warm"), TEXT); // the connection, and classes
    long start = System.nanoTime();
    CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(request(slow), TEXT);
    long called = millis(start);
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(client.sendAsync(request(unmapped + "/" + i), TEXT));
    }
    for (CompletableFuture<HttpResponse<String>> other : all) {
      other.get(10, TimeUnit.SECONDS);
    }
    boolean wereFirst = !waiting.isDone();
    int status = waiting.get(20, TimeUnit.SECONDS).statusCode();
    System.out.println(
        name + " returned=" + (called < 900) + " others-first=" + wereFirst + " " + status);
  }

  private static void redirected(Executor executor, String url, String unmapped) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .executor(executor)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build();
    CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(request(url), TEXT);
    client.send(request(unmapped + "/first"), TEXT);
    client.send(request(unmapped + "/second"), TEXT);
    boolean wereFirst = !waiting.isDone();
    int status = waiting.get(20, TimeUnit.SECONDS).statusCode();
    System.out.println("redirect others-first=" + wereFirst + " " + status);
  }

  private static void timeout(Executor executor, String url) throws Exception {
    HttpClient client = HttpClient.newBuilder().executor(executor).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMillis(500)).build();
    long start = System.nanoTime();
    try {
      client.sendAsync(request, TEXT).get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      System.out.println(
          "timeout " + isTimeout(e.getCause()) + " in-time=" + (millis(start) < 4000));
    }
    start = System.nanoTime();
    try {
      client.send(request, TEXT);
    } catch (java.net.http.HttpTimeoutException e) {
      System.out.println("timeout-sync in-time=" + (millis(start) < 4000));
    }
  }

  private static boolean isTimeout(Throwable cause) {
    return cause instanceof java.net.http.HttpTimeoutException;
  }

  private static void cancelled(Executor executor, String url, String mapped) throws Exception {
    HttpClient client = HttpClient.newBuilder().executor(executor).build();
    CompletableFuture<HttpResponse<String>> future = client.sendAsync(request(url), TEXT);
    future.cancel(true);
    int status = client.send(request(mapped + "/slow4/after"), TEXT).statusCode();
    System.out.println("cancelled " + isCancelled(future) + " " + status);
  }

  /**
   * From 16 on the client first cancels its exchange, which can end the future before its own
   * cancel does: then it has failed with the same exception, but does not call itself cancelled.
   */
  private static boolean isCancelled(CompletableFuture<?> future) {
    Throwable failure = future.handle((answer, e) -> e).join();
    return (failure instanceof CompletionException ? failure.getCause() : failure)
        instanceof CancellationException;
  }

  private static void interrupted(String url) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    CompletableFuture<String> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                client.send(request(url), TEXT);
                end.complete("answered");
              } catch (Exception e) {
                end.complete(e.getClass().getSimpleName());
              }
            });
    thread.start();
    thread.interrupt();
    System.out.println("interrupted " + end.get(4, TimeUnit.SECONDS));
  }

  private static HttpRequest request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
