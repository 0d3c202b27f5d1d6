package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * One run of one program: its threads make their steps on one shared client, and what each step saw
 * is told. A run that does not come to its end is told with the stacks of all threads.
 */
final class FuzzProgram {
  private final Message program;
  private final FuzzClient client;
  private final List<Message> steps = new ArrayList<>();
  private final List<CallRecord> records = new ArrayList<>();
  private final CountDownLatch start = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ThreadGroup group = new ThreadGroup("application");

  FuzzProgram(Message program, FuzzClient client) {
    this.program = program;
    this.client = client;
    for (String step : program.all("step")) {
      steps.add(Message.parse(step));
      records.add(new CallRecord());
    }
  }

  Message run() throws Exception {
    long begin = System.nanoTime();
    long patience = Long.parseLong(program.get("patience"));
    if (program.has("busy")) {
      keepCommonPoolBusy();
    }
    Executor executor = FuzzExecutors.of(program.get("executor", "own"));
    List<Thread> threads = new ArrayList<>();
    Message answer = new Message();
    try {
      client.open(program, executor);
      for (int i = 0; i < Integer.parseInt(program.get("threads")); i++) {
        threads.add(started(i));
      }
      start.countDown();
      answer.add("ended", String.valueOf(awaitAll(threads, begin, patience)));
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        answer.add("live", ThreadView.of(thread));
      }
    } finally {
      release.countDown();
      answer.add("millis", String.valueOf((System.nanoTime() - begin) / 1_000_000));
      if (answer.get("ended", "true").equals("false")) {
        answer.add("stacks", stacks());
      }
      close();
      FuzzExecutors.close(executor);
      control("on");
    }
    for (int i = 0; i < records.size(); i++) {
      answer.add("seen", i + "\n" + String.join("\n", records.get(i).events()));
    }
    return answer;
  }

  private void close() {
    try {
      client.close();
      client.release();
    } catch (Exception e) {
      records.get(0).note("close", e.getClass().getName());
    }
  }

  private Thread started(int number) {
    Thread thread =
        new Thread(
            group,
            () -> {
              ThreadView.INHERITED.set("application");
              try {
                start.await();
                playSteps(number);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "application-" + number);
    thread.setContextClassLoader(ThreadView.APPLICATION);
    thread.start();
    return thread;
  }

  private void playSteps(int number) throws InterruptedException {
    for (int i = 0; i < steps.size(); i++) {
      Message step = steps.get(i);
      if (Integer.parseInt(step.get("thread")) == number) {
        play(step, records.get(i));
      }
    }
  }

  private void play(Message step, CallRecord record) throws InterruptedException {
    Helper helper = step.has("after") ? new Helper(step, record) : null;
    try {
      if (step.has("agent")) {
        control(step.get("agent"));
        record.completed(0, "");
      } else if (step.has("close")) {
        client.close();
        record.completed(0, "");
      } else {
        client.call(step, record);
      }
    } catch (Throwable e) {
      record.failed(e);
    }
    if (!step.has("together")) {
      try {
        record.awaitEnd(Long.parseLong(program.get("patience")));
      } catch (InterruptedException e) {
        record.note("interrupted", "while waiting");
      }
    }
    if (helper != null) {
      helper.end();
    }
  }

  /** Cancels the call or interrupts its thread after a while. */
  private static final class Helper {
    private final Thread thread;
    private final CountDownLatch done = new CountDownLatch(1);

    Helper(Message step, CallRecord record) {
      Thread caller = Thread.currentThread();
      thread =
          new Thread(
              () -> {
                try {
                  done.await(Long.parseLong(step.get("after")), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                  return;
                }
                if (step.has("cancel")) {
                  record.cancel();
                } else if (!record.hasEnded()) {
                  caller.interrupt();
                }
              });
      thread.start();
    }

    void end() throws InterruptedException {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          continue; // the interruption that was asked for
        }
      }
      Thread.interrupted();
    }
  }

  private boolean awaitAll(List<Thread> threads, long begin, long patience) throws Exception {
    for (Thread thread : threads) {
      thread.join(Math.max(1, patience - (System.nanoTime() - begin) / 1_000_000));
      if (thread.isAlive()) {
        return false;
      }
    }
    for (CallRecord record : records) {
      if (!record.awaitEnd(Math.max(1, patience - (System.nanoTime() - begin) / 1_000_000))) {
        return false;
      }
    }
    return true;
  }

  /** Tasks that hold all of its threads until the program has ended. */
  private void keepCommonPoolBusy() throws InterruptedException {
    int parallelism = ForkJoinPool.getCommonPoolParallelism();
    CountDownLatch held = new CountDownLatch(parallelism);
    for (int i = 0; i < parallelism; i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                held.countDown();
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }
    held.await(2, TimeUnit.SECONDS);
  }

  private static String stacks() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
              for (StackTraceElement frame : frames) {
                text.append("\n    at ").append(frame);
              }
              text.append('\n');
            });
    return text.substring(0, Math.min(text.length(), 20_000));
  }

  /** {@code on}, {@code off} or {@code reload}; nothing where no agent is in this JVM. */
  private static void control(String operation) throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.managedidentity.agent:type=Agent");
    if (server.isRegistered(name)) {
      server.invoke(name, operation, new Object[0], new String[0]);
    }
  }
}
