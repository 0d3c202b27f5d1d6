package io.managedidentity.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import javax.management.ObjectName;

/**
 * Reads one call a line from stdin, answers one line on stdout; {@code do=call}, {@code parallel},
 * {@code start} and {@code await} (the same on a thread of its own), {@code property}, {@code
 * errors}, {@code count}, {@code threads} (a dump), {@code renew} (another instance of the client),
 * {@code exit}, or one of {@link AsyncCalls}.
 */
public final class Probe {
  private static final AsyncCalls ASYNC = new AsyncCalls();
  private static final Map<String, FutureTask<Message>> STARTED = new HashMap<>();

  private Probe() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    ProbeClient client = newClient(args[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println("ready=true");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Message command = Message.parse(line);
      if (command.get("do").equals("exit")) {
        System.exit(0); // many clients leave threads behind
      }
      if (command.get("do").equals("renew")) {
        client = newClient(args[0]);
        out.println(new Message().add("renewed", "true").toLine());
        continue;
      }
      out.println(answerOrEnd(client, command));
    }
  }

  private static ProbeClient newClient(String name) throws ReflectiveOperationException {
    return (ProbeClient) Class.forName(name).getDeclaredConstructor().newInstance();
  }

  /** A client's threads may keep the JVM alive, for whose answer the test would wait for ever. */
  private static String answerOrEnd(ProbeClient client, Message command) {
    try {
      return answer(client, command).toLine();
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
      throw new IllegalStateException(e);
    }
  }

  private static Message answer(ProbeClient client, Message command) throws Exception {
    switch (command.get("do")) {
      case "errors":
        return new Message().add("errors", String.valueOf(suppressedErrors()));
      case "property":
        System.setProperty(command.get("name"), command.get("value"));
        return new Message().add("set", "true");
      case "count":
        return count(command.all("type"));
      case "threads":
        return new Message().add("dump", diagnose("threadPrint", "-l"));
      case "parallel":
        return parallel(client, command);
      case "call":
        return call(client, command);
      case "start":
        return start(client, command);
      case "await":
        return STARTED.remove(command.get("key")).get();
      default:
        return ASYNC.answer((AsyncProbeClient) client, command);
    }
  }

  private static Message call(ProbeClient client, Message command) {
    long start = System.nanoTime();
    Message answer;
    try {
      answer = client.call(command);
    } catch (Throwable e) {
      answer = failure(e);
    }
    return answer.add("millis", String.valueOf((System.nanoTime() - start) / 1_000_000));
  }

  /** Makes the call on a thread of its own, until {@code await} asks for its answer by the key. */
  private static Message start(ProbeClient client, Message command) {
    FutureTask<Message> call = new FutureTask<>(() -> call(client, command));
    STARTED.put(command.get("key"), call);
    Thread thread = new Thread(call, "started-" + command.get("key"));
    thread.setDaemon(true);
    thread.start();
    return new Message().add("started", "true");
  }

  /** Names and messages of an exception and its causes. */
  static Message failure(Throwable failure) {
    Message answer = new Message();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      answer.add("exception", cause.getClass().getName());
      answer.add("message", String.valueOf(cause.getMessage()));
      if (cause instanceof NullPointerException) { // whose fault it is stands nowhere else
        answer.add("where", Arrays.asList(cause.getStackTrace()).toString());
      }
    }
    return answer;
  }

  /** Calls each {@code url} {@code times} times from {@code threads} threads, in this order. */
  private static Message parallel(ProbeClient client, Message command) throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(Integer.parseInt(command.get("threads")));
    List<Future<Message>> answers = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(command.get("times")); i++) {
      for (String url : command.all("url")) {
        Message call = new Message().add("method", "GET").add("url", url);
        if (command.has("timeout")) {
          call.add("timeout", command.get("timeout"));
        }
        command.all("header").forEach(header -> call.add("header", header));
        answers.add(threads.submit(() -> call(client, call)));
      }
    }
    Message all = new Message();
    for (Future<Message> answer : answers) {
      all.add("result", answer.get().get("status", "exception " + answer.get()));
      all.add("body", answer.get().get("body", ""));
    }
    threads.shutdown();
    return all;
  }

  /** As the agent's bridge tells it; -1 where no agent is in this JVM or nothing was woven yet. */
  private static long suppressedErrors() throws ReflectiveOperationException {
    for (String name :
        new String[] {"java.net.ManagedIdentityHooks", "io.managedidentity.bridge.AppendedHooks"}) {
      try {
        return (Long) Class.forName(name).getMethod("suppressedErrors").invoke(null);
      } catch (ClassNotFoundException e) {
        continue;
      }
    }
    return -1;
  }

  /** Objects of each class that are still there after a collection. */
  private static Message count(List<String> types) throws Exception {
    String histogram = diagnose("gcClassHistogram");
    Message counts = new Message();
    for (String type : types) {
      counts.add("count", countIn(histogram, type));
    }
    return counts;
  }

  /** What {@code jcmd} prints for that command. */
  private static String diagnose(String command, String... arguments) throws Exception {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                command,
                new Object[] {arguments},
                new String[] {String[].class.getName()});
  }

  /** Of a line with number, instances, bytes and name. */
  private static String countIn(String histogram, String type) {
    for (String line : histogram.split("\n")) {
      String[] columns = line.contains(type) ? line.trim().split("\\s+") : new String[0];
      if (columns.length > 3 && columns[3].equals(type)) {
        return columns[1];
      }
    }
    return "0";
  }

  /** The whole stream as text. */
  static String read(InputStream in) throws IOException {
    if (in == null) {
      return "";
    }
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      bytes.write(buffer, 0, n);
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }
}
