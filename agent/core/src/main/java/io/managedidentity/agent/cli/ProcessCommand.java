package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.AttachException;
import io.managedidentity.agent.attach.RunningAgent;
import io.managedidentity.agent.attach.RunningJvms;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands for a running JVM share. */
abstract class ProcessCommand implements Callable<Integer> {
  private final RunningJvms jvms;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "The process id of the JVM.")
  private String pid = "";

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  ProcessCommand(RunningJvms jvms) {
    this.jvms = jvms;
  }

  /** What is asked of the agent in another JVM. */
  interface Question<T> {
    T ask(RunningAgent agent) throws Exception;
  }

  static boolean isPid(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Null after the reason was said on stderr. */
  static <T> @Nullable T ask(RunningJvms jvms, String pid, CommandSpec spec, Question<T> question) {
    try (RunningAgent agent = jvms.agentIn(pid)) {
      return question.ask(agent);
    } catch (AttachException e) {
      spec.commandLine().getErr().println(e.getMessage());
    } catch (Exception e) { // of the connection, or of the agent at its end
      spec.commandLine().getErr().println("process " + pid + " did not answer: " + e);
    }
    return null;
  }

  @Override
  public final Integer call() throws Exception {
    if (!isPid(pid)) {
      throw new ParameterException(
          spec().commandLine(), "\"" + pid + "\" is not a process id. See jps or jcmd.");
    }
    return call(pid);
  }

  abstract Integer call(String process) throws Exception;

  /** Null after the reason was said on stderr. */
  final <T> @Nullable T ask(Question<T> question) {
    return ask(jvms, pid, spec(), question);
  }

  final RunningJvms jvms() {
    return jvms;
  }

  final boolean asJson() {
    return asJson;
  }

  final void printJson(ObjectNode answer) throws Exception {
    out()
        .println(
            new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(answer));
    out().flush();
  }

  final TextTable table() {
    return TextTable.of(spec().commandLine());
  }

  final PrintWriter out() {
    return spec().commandLine().getOut();
  }

  final PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private CommandSpec spec() {
    CommandSpec set = spec;
    if (set == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    return set;
  }
}
