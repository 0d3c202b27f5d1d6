package io.managedidentity.probe;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Many threads that call two mapped hosts and an unmapped one in turn, with a pause between calls.
 * Arguments: port, number of threads, {@code virtual} or {@code platform}, pause in milliseconds.
 *
 * <p>Reads commands from stdin: {@code go} lets all threads make their first call at one moment;
 * {@code report} answers calls, exceptions and latencies since the last report; {@code resources}
 * answers heap after a collection, threads, classes and open files; {@code rest} answers the same
 * after all threads have paused and the kept connections are closed.
 */
public final class LoadProgram {
  private static final String[] HOSTS = {"127.0.0.1", "localhost", "127.0.0.2"};

  private static final CountDownLatch GO = new CountDownLatch(1);
  private static final Map<String, Latencies> LATENCIES = new ConcurrentHashMap<>();
  private static final Map<String, AtomicLong> EXCEPTIONS = new ConcurrentHashMap<>();
  private static final int KEPT_MILLIS = 12_000; // the JDK closes idle connections after 5 to 10 s
  private static volatile boolean isOver;
  private static volatile boolean isResting;

  private LoadProgram() {}

  /** Latencies in steps of a tenth of a millisecond, up to 20 s. */
  private static final class Latencies {
    private final AtomicLongArray counts = new AtomicLongArray(200_000);
    private final AtomicLong total = new AtomicLong();

    void add(long nanos) {
      counts.incrementAndGet((int) Math.min(nanos / 100_000, counts.length() - 1));
      total.incrementAndGet();
    }

    double quantileMillis(double q) {
      long left = (long) Math.ceil(total.get() * q);
      for (int i = 0; i < counts.length(); i++) {
        left -= counts.get(i);
        if (left <= 0) {
          return (i + 1) / 10.0;
        }
      }
      return 0;
    }
  }

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    int count = Integer.parseInt(args[1]);
    boolean isVirtual = args[2].equals("virtual");
    long pause = Long.parseLong(args[3]);
    for (int i = 0; i < count; i++) {
      int first = i;
      start(() -> callAndCall(port, first, pause), isVirtual);
    }
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line));
    }
    isOver = true;
  }

  private static String answer(String command) throws InterruptedException {
    switch (command) {
      case "go":
        GO.countDown();
        return "gone";
      case "report":
        return report();
      case "resources":
        return resources();
      case "rest":
        isResting = true;
        Thread.sleep(KEPT_MILLIS);
        String resources = resources();
        isResting = false;
        return resources;
      default:
        return "unknown";
    }
  }

  private static void start(Runnable task, boolean isVirtual) throws Exception {
    if (isVirtual) {
      // Java 21; this program is compiled for 8.
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
      return;
    }
    Thread thread = new Thread(null, task, "load", 256 * 1024);
    thread.setDaemon(true);
    thread.start();
  }

  private static void callAndCall(int port, int first, long pause) {
    try {
      GO.await();
      for (int i = first; !isOver; i++) {
        while (isResting) {
          Thread.sleep(50);
        }
        call(HOSTS[i % HOSTS.length], port);
        // The first calls are made at one moment, the others evenly.
        Thread.sleep(i == first ? (long) (Math.random() * pause) : pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void call(String host, int port) {
    long start = System.nanoTime();
    String outcome;
    try {
      HttpURLConnection connection =
          (HttpURLConnection) new URL("http://" + host + ":" + port + "/load").openConnection();
      connection.setConnectTimeout(20_000);
      connection.setReadTimeout(20_000);
      connection.setRequestProperty("x-host", host);
      connection.setRequestProperty("x-api-key", "old");
      outcome = Probe.read(connection.getInputStream());
    } catch (IOException | RuntimeException e) {
      String what = e.getClass().getName() + " " + e.getMessage();
      EXCEPTIONS.computeIfAbsent(what, key -> new AtomicLong()).incrementAndGet();
      return;
    }
    long taken = System.nanoTime() - start;
    String key = host.equals(HOSTS[2]) ? "unmapped-" + outcome : outcome;
    LATENCIES.computeIfAbsent(key, k -> new Latencies()).add(taken);
    if (host.equals(HOSTS[0])) { // as the unmapped one, a host that needs no name service
      LATENCIES.computeIfAbsent("address-" + outcome, k -> new Latencies()).add(taken);
    }
  }

  private static String report() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Latencies> entry : new TreeMap<>(LATENCIES).entrySet()) {
      Latencies latencies = entry.getValue();
      text.append(entry.getKey()).append("=").append(latencies.total.get());
      text.append(" ").append(entry.getKey()).append(".p50=");
      text.append(latencies.quantileMillis(0.5));
      text.append(" ").append(entry.getKey()).append(".p99=");
      text.append(latencies.quantileMillis(0.99)).append(" ");
    }
    long exceptions = 0;
    for (Map.Entry<String, AtomicLong> entry : EXCEPTIONS.entrySet()) {
      exceptions += entry.getValue().get();
    }
    text.append("exceptions=").append(exceptions);
    if (exceptions > 0) {
      text.append(" first=").append(EXCEPTIONS.keySet().iterator().next().replace(' ', '_'));
    }
    LATENCIES.clear();
    EXCEPTIONS.clear();
    return text.toString();
  }

  private static String resources() {
    Runtime runtime = Runtime.getRuntime();
    long heap = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      heap = Math.min(heap, runtime.totalMemory() - runtime.freeMemory());
    }
    String[] files = new File("/proc/self/fd").list();
    return "heapKb="
        + heap / 1024
        + " threads="
        + ManagementFactory.getThreadMXBean().getThreadCount()
        + " classes="
        + ManagementFactory.getClassLoadingMXBean().getLoadedClassCount()
        + " files="
        + (files == null ? -1 : files.length);
  }
}
