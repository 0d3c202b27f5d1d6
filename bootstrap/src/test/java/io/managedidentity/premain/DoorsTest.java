package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is said where the agent fails at one of its doors, and that it ends there. */
class DoorsTest {
  private static final String FAILURE = ": java.lang.IllegalStateException: planted at ";

  private static final String LOADED = "sun.net.www.protocol.http.HttpURLConnection";

  /** In a JVM of its own, since the lines go to the process's stderr. */
  @Test
  void saysWhatIsLostAndGoesOn() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DoorsTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, program.waitFor(), output);
    for (String line :
        new String[] {
          "recordings of the flight recorder have no events of the agent; everything else works",
          "the agent's JMX object is not registered; the agent works without it",
          "the first requests may wait up to 5 s before they go out unchanged",
          LOADED
              + " was loaded before the agent and could not be woven, so its requests go out"
              + " unchanged; put this agent before the others on the command line"
        }) {
      assertTrue(output.contains("[managed-identity-agent] " + line + FAILURE), output);
    }
    assertTrue(output.endsWith("\nstarted\n"), output);
  }

  /** The agent of these tests fails when it hears of a recording, a server, or that it failed. */
  public static void main(String[] unused) throws Exception {
    Instrumentation nothing =
        (Instrumentation)
            Proxy.newProxyInstance(
                DoorsTest.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) ->
                    method.getReturnType() == boolean.class ? (Object) true : null);
    AgentHandle handle = new AgentHandle("failing", nothing);
    handle.agent();
    ClientTransformer transformer = new ClientTransformer(handle);
    for (String name : new String[] {ClientTransformer.RECORDING, ClientTransformer.MBEAN_SERVER}) {
      byte[] woven = transformer.transform(null, name, null, null, new byte[0]);
      if (woven != null) {
        throw new AssertionError(name);
      }
    }
    LoadedClients.weave(refusing(Class.forName(LOADED)), transformer);
    new StartThread(handle, transformer, nothing, "failing").run();
    System.out.print("started\n");
  }

  /** Of a JVM that has loaded that class and does not let it be woven. */
  private static Instrumentation refusing(Class<?> loaded) {
    return (Instrumentation)
        Proxy.newProxyInstance(
            DoorsTest.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("retransformClasses")) {
                throw new IllegalStateException("planted");
              }
              if (method.getName().equals("getAllLoadedClasses")) {
                return new Class<?>[] {loaded};
              }
              return method.getReturnType() == boolean.class ? (Object) true : null;
            });
  }
}
