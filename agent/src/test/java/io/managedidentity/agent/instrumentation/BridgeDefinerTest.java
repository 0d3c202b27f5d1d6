package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BridgeDefinerTest {
  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.DEBUG, (level, message) -> lines.add(level + " " + message));

  /** The JVM of the tests opens none of its packages, as one that refuses to. */
  @Test
  void saysWhyTheBridgeIsAppended() throws Exception {
    Instrumentation nothing =
        (Instrumentation)
            Proxy.newProxyInstance(
                BridgeDefinerTest.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) -> null);
    Path classes =
        Path.of(BridgeDefiner.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    try {
      String bridge =
          BridgeDefiner.connect(nothing, new HookDispatcher(new TokenInjector(log), log), log);
      assertEquals(AppendedBridge.NAME, bridge);
    } catch (IOException e) {
      assertTrue(Files.isDirectory(classes), e::toString); // only a jar can be appended
    }

    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "DEBUG the bridge could not be defined, so it is appended to the bootstrap class"
                    + " path: java.lang.IllegalAccessException: "),
        lines::toString);
  }
}
