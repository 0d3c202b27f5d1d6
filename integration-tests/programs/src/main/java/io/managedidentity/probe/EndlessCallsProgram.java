package io.managedidentity.probe;

import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls {@code URL/a} and {@code URL/b} by turns from a number of threads until stdin ends, each
 * naming its thread; then prints how many calls it made, and how many failed.
 */
public final class EndlessCallsProgram {
  private static final AtomicLong CALLS = new AtomicLong();
  private static final AtomicLong FAILURES = new AtomicLong();
  private static volatile boolean isEnding;

  private EndlessCallsProgram() {}

  public static void main(String[] args) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      String name = "t" + i;
      Thread thread = new Thread(() -> call(args[0], name));
      threads.add(thread);
      thread.start();
    }
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    out.println("ready");
    while (System.in.read() >= 0) {
      out.println("calls " + CALLS.get());
    }
    isEnding = true;
    for (Thread thread : threads) {
      thread.join();
    }
    out.println("calls " + CALLS + " failures " + FAILURES);
  }

  private static void call(String url, String thread) {
    for (int i = 0; !isEnding; i++) {
      try {
        HttpURLConnection connection =
            (HttpURLConnection)
                new URL(url + (i % 2 == 0 ? "/a" : "/b")).openConnection(Proxy.NO_PROXY);
        connection.setRequestProperty("x-thread", thread);
        try (InputStream in = connection.getInputStream()) {
          while (in.read() >= 0) {
            continue;
          }
        }
        CALLS.incrementAndGet();
        LockSupport.parkNanos(1_000_000); // leaves the machine to who edits the file
      } catch (Exception e) {
        FAILURES.incrementAndGet();
        e.printStackTrace();
      }
    }
  }
}
