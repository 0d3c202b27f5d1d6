package io.managedidentity.probe;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code java.net.http} with pools of every kind, the common pool blocked: each line it prints is
 * an observation that an agent must not change.
 *
 * <p>Argument: base URL of a host whose {@code /s0/} to {@code /s15/} are slow.
 */
public final class BorrowedThreadsProgram {
  private static final BodyHandler<String> TEXT = BodyHandlers.ofString();
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final String base;
  private int scenario;

  private BorrowedThreadsProgram(String base) {
    this.base = base;
  }

  public static void main(String[] args) throws Exception {
    INHERITED.set("of main");
    for (int i = 0; i < ForkJoinPool.commonPool().getParallelism(); i++) {
      ForkJoinPool.commonPool().execute(BorrowedThreadsProgram::block);
    }
    ThreadGroup group = new ThreadGroup("of the application");
    BorrowedThreadsProgram program = new BorrowedThreadsProgram(args[0]);
    Thread caller = new Thread(group, program::run, "caller");
    caller.setPriority(3);
    caller.setContextClassLoader(new ClassLoader(BorrowedThreadsProgram.class.getClassLoader()) {});
    caller.start();
    caller.join();
    System.out.println("end");
    Runtime.getRuntime().halt(0);
  }

  private static void block() {
    try {
      NEVER.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      answers("fixed", pool(1, 60_000));
      answers("of short life", pool(0, 1));
      answers("caller runs", Runnable::run);
      answers("common pool free of us", Executors.newCachedThreadPool());
      answers("default", null);
      answers("a thread for each", task -> new Thread(task).start());
      virtual();
      made("made for bare threads", 0);
      nested(Executors.newFixedThreadPool(2));
      shutDown();
      timeout();
      cancelled();
      closed();
    } catch (Exception e) {
      System.out.println("failed " + e);
    }
  }

  private URI next() {
    return URI.create(base + "/s" + scenario++ + "/a");
  }

  private static HttpClient client(Executor executor) {
    HttpClient.Builder builder = HttpClient.newBuilder();
    return executor == null ? builder.build() : builder.executor(executor).build();
  }

  private static ThreadPoolExecutor pool(int core, long keepMillis) {
    return core == 0
        ? new ThreadPoolExecutor(
            0, 50, keepMillis, TimeUnit.MILLISECONDS, new SynchronousQueue<Runnable>())
        : (ThreadPoolExecutor) Executors.newFixedThreadPool(core);
  }

  private void answers(String name, Executor executor) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(next()).build();
    CompletableFuture<String> threadIsOurs = new CompletableFuture<>();
    CompletableFuture<HttpResponse<String>> future =
        client(executor)
            .sendAsync(
                request,
                info -> {
                  threadIsOurs.complete(
                      Thread.currentThread().getName().startsWith("managed-identity") + "");
                  return HttpResponse.BodySubscribers.ofString(
                      java.nio.charset.StandardCharsets.UTF_8);
                });
    System.out.println(
        name + " " + future.get(20, TimeUnit.SECONDS).statusCode() + " " + threadIsOurs.get());
  }

  private void virtual() throws Exception {
    ExecutorService virtual;
    try {
      virtual =
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return; // before 21
    }
    answers("virtual", virtual);
    URI url = next();
    int status =
        virtual
            .submit(
                () -> client(virtual).send(HttpRequest.newBuilder(url).build(), TEXT).statusCode())
            .get(20, TimeUnit.SECONDS);
    System.out.println("from virtual " + status);
  }

  /** What the workers of a pool look like of which each lives for a moment only. */
  private void made(String name, int core) throws Exception {
    Set<String> seen = new ConcurrentSkipListSet<>();
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(task);
          seen.add(looks(thread));
          return thread;
        };
    Executor recording =
        new ThreadPoolExecutor(
            core, 50, 1, TimeUnit.MILLISECONDS, new SynchronousQueue<Runnable>(), factory);
    Executor looking =
        task ->
            recording.execute(
                () -> {
                  seen.add("inherited " + INHERITED.get());
                  task.run();
                });
    int status =
        client(looking)
            .sendAsync(HttpRequest.newBuilder(next()).build(), TEXT)
            .get(20, TimeUnit.SECONDS)
            .statusCode();
    // A worker may still come, so this is no copy of the set, which is made by its size.
    List<String> looks = new ArrayList<>();
    for (String one : seen) {
      if (!one.equals("inherited null")) {
        looks.add(one);
      }
    }
    System.out.println(name + " " + status + " " + looks);
  }

  private static String looks(Thread thread) {
    ClassLoader loader = thread.getContextClassLoader();
    // The client's own selector makes some too; those look the same with and without an agent.
    return (loader == null
            ? "no loader"
            : loader.getClass().getSimpleName().isEmpty() ? "own" : "app")
        + " "
        + thread.getThreadGroup().getName();
  }

  /** A request whose callback makes another and waits for it. */
  private void nested(ExecutorService executor) throws Exception {
    HttpClient client = client(executor);
    URI second = next();
    int status =
        client
            .sendAsync(HttpRequest.newBuilder(next()).build(), TEXT)
            .thenApplyAsync(
                first ->
                    client
                        .sendAsync(HttpRequest.newBuilder(second).build(), TEXT)
                        .join()
                        .statusCode(),
                executor)
            .get(20, TimeUnit.SECONDS);
    System.out.println("nested " + status);
  }

  private void shutDown() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    CompletableFuture<HttpResponse<String>> future =
        client(executor).sendAsync(HttpRequest.newBuilder(next()).build(), TEXT);
    TimeUnit.MILLISECONDS.sleep(500);
    executor.shutdown();
    outcome("shut down", future);
  }

  private void timeout() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(next()).timeout(Duration.ofMillis(500)).build();
    outcome("timeout", client(pool(1, 0)).sendAsync(request, TEXT));
  }

  private void cancelled() throws Exception {
    CompletableFuture<HttpResponse<String>> future =
        client(pool(1, 0)).sendAsync(HttpRequest.newBuilder(next()).build(), TEXT);
    TimeUnit.MILLISECONDS.sleep(300);
    System.out.println("cancelled " + future.cancel(true) + " " + future.isDone());
  }

  private void closed() throws Exception {
    HttpClient client = client(pool(1, 0));
    CompletableFuture<HttpResponse<String>> future =
        client.sendAsync(HttpRequest.newBuilder(next()).build(), TEXT);
    TimeUnit.MILLISECONDS.sleep(300);
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(client);
    } catch (NoSuchMethodException e) {
      return; // before 21
    }
    outcome("closed", future);
  }

  private static void outcome(String name, CompletableFuture<?> future) throws Exception {
    long start = System.nanoTime();
    String outcome;
    try {
      future.get(10, TimeUnit.SECONDS);
      outcome = "answered";
    } catch (ExecutionException e) {
      // Of its subclass where nothing was dialled yet, as while a token is waited for.
      outcome =
          e.getCause() instanceof HttpTimeoutException
              ? HttpTimeoutException.class.getName()
              : e.getCause().getClass().getName();
    } catch (TimeoutException e) {
      outcome = "hangs";
    }
    boolean isInTime = System.nanoTime() - start < 6_000_000_000L;
    System.out.println(name + " " + outcome + " in-time=" + isInTime);
  }
}
