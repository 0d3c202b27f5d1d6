package io.managedidentity.fuzz;

import io.managedidentity.probe.Message;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/** Reads one program a line from stdin, answers what it saw on stdout; {@code do=end} ends it. */
public final class FuzzMain {
  private static final String AGENT = "managed-identity-agent";

  private FuzzMain() {}

  /** Argument: the client's class. */
  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    System.setOut(System.err); // what a library prints is no answer
    ThreadView.INHERITED.set("application");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println("ready=true");
    TreeSet<String> before = threadNames();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Message command = Message.parse(line);
      if ("end".equals(command.get("do"))) {
        out.println(end(before).toLine());
        System.exit(0);
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

  /** What is left behind when all clients are closed. */
  private static Message end(TreeSet<String> before) throws Exception {
    long limit = System.nanoTime() + 1_500_000_000L;
    TreeSet<String> left = threadNames();
    for (left.removeAll(before); !left.isEmpty() && System.nanoTime() < limit; ) {
      Thread.sleep(20);
      left = threadNames();
      left.removeAll(before);
    }
    return new Message()
        .add("errors", String.valueOf(suppressedErrors()))
        .add("threads", left.toString());
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
