package io.managedidentity.agent.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a command says when the attach API refuses, with classes in its place. */
class AttachApiTest {
  /** A JVM that refuses all but to be attached to. */
  public static final class Refusing {
    public static Refusing attach(String pid) {
      return new Refusing();
    }

    public String startLocalManagementAgent() throws IOException {
      throw new IOException("no module");
    }

    public Properties getAgentProperties() throws IOException {
      throw new IOException("gone");
    }

    public void loadAgent(String jar, String arguments) throws IOException {
      throw new IOException(arguments);
    }
  }

  /** Lets itself be attached to, and has nothing else. */
  public static final class Bare {
    public static Bare attach(String pid) {
      return new Bare();
    }
  }

  /** As far from the attach API as can be. */
  public static final class Empty {}

  /** A JVM that nobody may attach to; the process id is the reason. */
  public static final class Closed {
    public static Closed attach(String reason) throws IOException {
      throw new IOException(reason);
    }
  }

  @Test
  void saysWhatTheApiLacks() throws Exception {
    AttachApi bare = AttachApi.attach(Bare.class, "1");
    String end =
        "). Run this command with a JDK (8: not a JRE; a runtime made with jlink: with the module"
            + " jdk.attach).";

    assertSays(
        "this Java cannot attach to another JVM (it has no method attach" + end,
        () -> AttachApi.attach(Empty.class, "1"));
    assertSays(
        "this Java cannot attach to another JVM (it has no method startLocalManagementAgent" + end,
        bare::managementAddress);
    assertSays(
        "this Java cannot attach to another JVM (it has no method loadAgent" + end,
        () -> bare.loadAgent("agent.jar", ""));
  }

  @Test
  void saysWhyAJvmCannotBeAttachedTo() {
    assertSays(
        "there is no process No such process. Look it up with jps or jcmd.",
        () -> AttachApi.attach(Closed.class, "No such process"));
    assertSays(
        "process well-known file is not secure belongs to another user. Run this command as that"
            + " user.",
        () -> AttachApi.attach(Closed.class, "well-known file is not secure"));
    AttachException other =
        assertThrows(AttachException.class, () -> AttachApi.attach(Closed.class, "42424242"));
    assertTrue(
        String.valueOf(other.getMessage())
            .startsWith("process 42424242 cannot be attached to: java.io.IOException: 42424242. "),
        other::getMessage);
  }

  @Test
  void saysWhatAJvmRefuses() throws Exception {
    AttachApi api = AttachApi.attach(Refusing.class, "1");

    assertSays(
        "the JVM did not start its local management connector: java.io.IOException: no module. A"
            + " runtime made with jlink needs the module jdk.management.agent.",
        api::managementAddress);
    assertSays(
        "the JVM does not report its options: java.lang.reflect.InvocationTargetException.",
        api::options);
  }

  @Test
  void readsWhatTheOtherJvmAnswersToAnAgent() throws Exception {
    AttachApi api = AttachApi.attach(Refusing.class, "1");
    String end =
        " It must be allowed to (-XX:+EnableDynamicAgentLoading) and be able to read agent.jar.";

    assertTrue(api.loadAgent("agent.jar", "Agent_OnAttach failed: 0"));
    assertFalse(api.loadAgent("agent.jar", "Non-numeric value found - int expected"));
    assertSays(
        "the JVM did not load the agent: its agentmain failed; look for lines on the stderr of that"
            + " process."
            + end,
        () -> api.loadAgent("agent.jar", "error 102"));
    assertSays(
        "the JVM did not load the agent: it does not find the jar." + end,
        () -> api.loadAgent("agent.jar", "error 100"));
  }

  private static void assertSays(String message, Executable call) {
    assertEquals(message, assertThrows(AttachException.class, call).getMessage());
  }
}
