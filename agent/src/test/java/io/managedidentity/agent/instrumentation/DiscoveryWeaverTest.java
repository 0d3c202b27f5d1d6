package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;

class DiscoveryWeaverTest {
  @Test
  void saysWhatIsMissingWhereTheJvmWeavesNoClassAnew() {
    List<String> lines = new ArrayList<>();
    AgentLog log =
        new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));
    Instrumentation refusing =
        (Instrumentation)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("retransformClasses")) {
                    throw new UnmodifiableClassException("no");
                  }
                  return method.getName().equals("getAllLoadedClasses")
                      ? new Class<?>[] {String.class, Mac.class}
                      : null;
                });

    new DiscoveryWeaver(
            refusing, new ClientWeaver(refusing, new TokenInjector(log), log), Set.of(), log)
        .begin();

    assertEquals(
        List.of(
            "WARN javax.crypto.Mac could not be watched for discovery, so what it shows is missing"
                + " in the records: java.lang.instrument.UnmodifiableClassException: no. Please"
                + " report this."),
        lines);
  }
}
