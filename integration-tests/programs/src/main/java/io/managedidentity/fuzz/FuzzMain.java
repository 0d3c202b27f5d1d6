package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.ObjectName;

/**
 * Reads one program a line from stdin, answers what it saw on stdout; {@code do=collect} calls the
 * collector, {@code do=end} ends it.
 */
public final class FuzzMain {
  private static final String AGENT = "managed-identity-agent";

  /** No class of the agent that belongs to one request has so many objects when all are over. */
  private static final int MANY = 40;

  /** As many as there are mappings, hosts and woven methods, channels, or classes of the client. */
  private static final List<String> OF_CONFIGURATION =
      Arrays.asList(
          "PublicGetter$Found",
          "BodyBudget",
          "SecretTally",
          "SecretTally$Count",
          "RouteInjection",
          "RequestRules",
          "Outgoing",
          "CleanHour",
          "MappingCounters",
          "HeaderFormat",
          "HeaderFormat$Finished",
          "InjectionLog",
          "OutcomeLog",
          "Causes",
          "Reminder",
          "WovenMethod",
          "WovenMethod$Value",
          "VertxTarget");

  private static final int FEW_SOCKETS = 2; // those of the JVM and of its selectors

  private static final StringBuffer LEAKS = new StringBuffer();
  private static final Logger NETTY = Logger.getLogger("io.netty"); // or its handlers are collected

  private FuzzMain() {}

  /** Argument: the client's class. */
  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    System.setOut(System.err); // what a library prints is no answer
    ThreadView.INHERITED.set("application");
    listenToNetty();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println("ready=true");
    TreeSet<String> before = threadNames();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Message command = Message.parse(line);
      if ("end".equals(command.get("do"))) {
        out.println(end(before, Long.parseLong(command.get("patience"))).toLine());
        continue;
      }
      if ("collect".equals(command.get("do"))) {
        System.gc();
        Thread.sleep(50); // until references are enqueued
        out.println("ready=true");
        continue;
      }
      FuzzClient client = (FuzzClient) Class.forName(args[0]).getConstructor().newInstance();
      Message answer;
      try {
        answer = new FuzzProgram(command, client).run();
      } catch (Throwable e) {
        e.printStackTrace();
        answer = new Message().add("broken", e.toString());
      }
      out.println(answer.toLine());
    }
  }

  /**
   * What is left behind when all clients are closed.
   *
   * @param patience milliseconds that threads and sockets have to go
   */
  private static Message end(TreeSet<String> before, long patience) throws Exception {
    long limit = System.nanoTime() + patience * 1_000_000;
    TreeSet<String> left = threadNames();
    left.removeAll(before);
    while ((!left.isEmpty() || openSockets() > FEW_SOCKETS) && System.nanoTime() < limit) {
      Thread.sleep(20);
      left = threadNames();
      left.removeAll(before);
    }
    Message message = objects();
    left.forEach(name -> message.add("thread", name));
    return message
        .add("stacks", stacksOf(left))
        .add("errors", String.valueOf(suppressedErrors()))
        .add("sockets", String.valueOf(openSockets()))
        .add("leaks", leaks());
  }

  private static String stacksOf(Set<String> names) {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              if (names.contains(ThreadView.withoutNumbers(thread.getName()))) {
                text.append('"').append(thread.getName()).append('"');
                for (StackTraceElement frame : frames) {
                  text.append("\n    at ").append(frame);
                }
                text.append('\n');
              }
            });
    return text.substring(0, Math.min(text.length(), 20_000));
  }

  /** Of this process; -1 where the system does not tell. */
  private static int openSockets() {
    File[] descriptors = new File("/proc/self/fd").listFiles();
    if (descriptors == null) {
      return -1;
    }
    int sockets = 0;
    for (File descriptor : descriptors) {
      try {
        if (Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("socket:")) {
          sockets++;
        }
      } catch (IOException e) {
        continue; // closed meanwhile
      }
    }
    return sockets;
  }

  /**
   * What Netty says of buffers that nobody released; for which it looks when the next is taken, if
   * the collector has found them.
   */
  private static String leaks() throws Exception {
    Class<?> allocators;
    try {
      allocators = Class.forName("io.netty.buffer.UnpooledByteBufAllocator");
    } catch (ClassNotFoundException e) {
      return "";
    }
    Object allocator = allocators.getField("DEFAULT").get(null);
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
      Object buffer =
          Class.forName("io.netty.buffer.ByteBufAllocator")
              .getMethod("directBuffer")
              .invoke(allocator);
      Class.forName("io.netty.util.ReferenceCounted").getMethod("release").invoke(buffer);
    }
    return LEAKS.toString();
  }

  /** Netty logs what leaked; its logger is made before any of its classes is used. */
  private static void listenToNetty() throws Exception {
    try {
      Class<?> factory = Class.forName("io.netty.util.internal.logging.JdkLoggerFactory");
      Object instance = factory.getField("INSTANCE").get(null);
      Class<?> base = Class.forName("io.netty.util.internal.logging.InternalLoggerFactory");
      base.getMethod("setDefaultFactory", base).invoke(null, instance);
    } catch (ClassNotFoundException e) {
      return; // a client without Netty
    }
    NETTY.setUseParentHandlers(false);
    NETTY.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (String.valueOf(record.getMessage()).contains("LEAK")) {
              LEAKS.append(record.getMessage()).append('\n');
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  /**
   * {@code object} for each class of the agent of which more than {@link #MANY} objects are left
   * ("name=count"), and {@code channels}, Netty's that are left, each of which may hold some.
   */
  private static Message objects() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    Message objects = new Message();
    int channels = 0;
    for (String line : histogram.split("\n")) {
      String[] columns = line.trim().split(" +");
      if (columns.length > 3 && columns[3].endsWith(".NioSocketChannel")) {
        channels = Integer.parseInt(columns[1]);
      }
      if (columns.length > 3
          && columns[3].matches("io\\.managedidentity\\.agent\\.(injection|instrumentation)\\..*")
          && !OF_CONFIGURATION.contains(columns[3].substring(columns[3].lastIndexOf('.') + 1))
          && Integer.parseInt(columns[1]) > MANY) {
        objects.add("object", columns[3] + "=" + columns[1]);
      }
    }
    return objects.add("channels", String.valueOf(channels));
  }

  private static TreeSet<String> threadNames() {
    TreeSet<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.getName().startsWith(AGENT)) {
        names.add(ThreadView.withoutNumbers(thread.getName()));
      }
    }
    return names;
  }

  /** As the agent's bridge tells it; -1 where no agent is in this JVM or nothing was woven. */
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
}
