package io.managedidentity.probe;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Runs commands of the agent's jar, which must be on the class path, one call each, in this JVM:
 * {@code argument} for each argument; the answer has {@code exit}, {@code out} and {@code err}.
 */
public final class CommandsProbe implements ProbeClient {
  private final Method run;
  private final Method commands;

  /** As {@code java -jar} does it, but for the end of the JVM. */
  public CommandsProbe() throws ReflectiveOperationException {
    Method create =
        Class.forName("io.managedidentity.premain.AgentClassLoader").getDeclaredMethod("create");
    create.setAccessible(true);
    ClassLoader loader = (ClassLoader) create.invoke(null);
    commands =
        Class.forName("io.managedidentity.agent.Program", true, loader).getMethod("commands");
    run =
        Class.forName("io.managedidentity.agent.cli.Main", true, loader)
            .getMethod("run", String[].class, PrintWriter.class, PrintWriter.class, List.class);
  }

  @Override
  public Message call(Message call) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Object exit =
        run.invoke(
            null,
            call.all("argument").toArray(new String[0]),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            commands.invoke(null));
    return new Message()
        .add("exit", String.valueOf(exit))
        .add("out", out.toString())
        .add("err", err.toString());
  }
}
