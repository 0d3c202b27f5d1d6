package io.managedidentity.agent.instrumentation.wire;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A connection whose messages are words, such as "401", "body" and "end", and whose event loop is
 * worked by hand. Records what the exchange has it do.
 */
final class RecordingWire implements Wire<String> {
  final WireExchange<String> exchange;
  final List<String> done = new ArrayList<>();
  final List<Throwable> faults = new ArrayList<>();
  final List<AnswerTap> taps = new ArrayList<>();
  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  long responseTimeoutMillis;
  boolean isRepeatable = true;
  boolean isOpen = true;
  RuntimeException failure;
  String[] own = {};

  RecordingWire(RouteInjection injection) {
    exchange = new WireExchange<>(faults::add, injection, this);
  }

  RecordingWire(WireExchange<String> exchange) {
    this.exchange = exchange;
  }

  /** What is written: "token t1", or "as made". */
  String send() throws RequestRefusedException {
    return exchange.edited("as made");
  }

  @Override
  public String edited(String request, WireEdit edit) {
    return "token " + edit.headers().first("Authorization").substring("Bearer ".length());
  }

  /** The messages of an answer, in order; those that pass are recorded. */
  RecordingWire reads(String... messages) {
    for (String message : messages) {
      if (!exchange.isHeld(message)) {
        done.add(message);
      }
    }
    return this;
  }

  /** Runs what comes to the event loop next. */
  void runLoop() throws InterruptedException {
    Runnable task = nextTask();
    if (task == null) {
      throw new AssertionError("nothing comes to the event loop");
    }
    task.run();
  }

  Runnable nextTask() throws InterruptedException {
    return loop.poll(10, SECONDS);
  }

  boolean isIdle() {
    return loop.isEmpty();
  }

  @Override
  public Executor eventLoop() {
    return loop::add;
  }

  @Override
  public HeaderList headers(String request) {
    return Bench.headers(own);
  }

  @Override
  public String target(String request) {
    return "/";
  }

  @Override
  public long responseTimeoutMillis() {
    return responseTimeoutMillis;
  }

  @Override
  public void goOn() {
    failIfTold();
    done.add("go on");
  }

  @Override
  public void timedOut() {
    done.add("timed out");
  }

  @Override
  public void failed(Throwable e) {
    done.add("failed: " + e.getMessage());
  }

  @Override
  public int status(String message) {
    return message.matches("[0-9]+") ? Integer.parseInt(message) : 0;
  }

  @Override
  public List<String> values(String head, String name) {
    if (isRepeatable) {
      return List.of();
    }
    failIfTold();
    return List.of();
  }

  @Override
  public int length(String part) {
    return part.equals("large") ? 64 * 1024 + 1 : part.length();
  }

  @Override
  public byte[] bytes(String part, int most) {
    byte[] bytes = status(part) > 0 ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, Math.min(bytes.length, most));
  }

  @Override
  public void tap(AnswerTap tap) {
    taps.add(tap);
  }

  @Override
  public boolean isLast(String part) {
    return part.equals("end");
  }

  @Override
  public boolean isRepeatable(String head) {
    return isRepeatable;
  }

  @Override
  public void rejected(String head) {
    done.add("rejected " + head);
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void resend() throws RequestRefusedException {
    failIfTold();
    done.add("resend " + send());
  }

  @Override
  public void deliver(Queue<String> rejection, boolean isResent) {
    done.add("deliver" + (isResent ? " after resending " : " ") + String.join(" ", rejection));
  }

  @Override
  public void drop(String part) {
    done.add("drop " + part);
  }

  @Override
  public void leave() {
    done.add("leave");
  }

  private void failIfTold() {
    if (failure != null) {
      throw failure;
    }
  }
}
