package io.managedidentity.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the program saw of one call, in order. Thread-safe. */
public final class CallRecord {
  private final List<String> events = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private Runnable cancellation;
  private boolean isCancelled;

  /** The answer is there. */
  public void completed(int status, String body) {
    note("answer", status + " " + body);
    end.countDown();
  }

  /** The call failed; a cancelled one as the client says it. */
  public void failed(Throwable failure) {
    StringBuilder names = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      names.append(names.length() == 0 ? "" : " < ").append(cause.getClass().getName());
    }
    if (Boolean.getBoolean("fuzz.trace")) {
      failure.printStackTrace();
    }
    note("failure", names.toString());
    end.countDown();
  }

  /** Other code of the application that ran for this call: a resolver, a listener, a body. */
  public synchronized void note(String kind, String detail) {
    events.add(kind + "|" + detail + "|" + ThreadView.current());
  }

  /** How the call is cancelled; at once where that was wished already. */
  public void onCancel(Runnable how) {
    boolean isNow;
    synchronized (this) {
      cancellation = how;
      isNow = isCancelled;
    }
    if (isNow) {
      how.run();
    }
  }

  void cancel() {
    Runnable how;
    synchronized (this) {
      isCancelled = true;
      how = cancellation;
    }
    if (how != null) {
      how.run();
    }
  }

  boolean awaitEnd(long millis) throws InterruptedException {
    return end.await(millis, TimeUnit.MILLISECONDS);
  }

  boolean hasEnded() {
    return end.getCount() == 0;
  }

  synchronized List<String> events() {
    return new ArrayList<>(events);
  }

  /** The whole stream as text. */
  public static String read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (in != null) {
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }
}
