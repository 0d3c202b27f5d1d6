package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherAgentsTest {
  /** As the jars of these agents have them. */
  @ParameterizedTest
  @CsvSource({
    "datadog/okhttp3/internal/http1/Http1Codec, true",
    "com/newrelic/agent/deps/okhttp3/internal/http1/Http1ExchangeCodec, true",
    "com/newrelic/agent/deps/org/apache/http/protocol/HttpRequestExecutor, true",
    "org/apache/http/protocol/HttpRequestExecutor, false",
    "com/example/datadog/okhttp3/internal/http1/Http1Codec, false",
    "shaded/org/apache/http/protocol/HttpRequestExecutor, false"
  })
  void knowsAgentsByTheirPackages(String type, boolean isOfAgent) {
    assertEquals(isOfAgent, OtherAgents.own(type, getClass().getClassLoader()));
  }

  @Test
  void knowsCopiesOfKarafByWhatStandsBesideThem() throws Exception {
    URL any = getClass().getResource("OtherAgentsTest.class");
    ClassLoader bundle =
        new ClassLoader(null) {
          @Override
          public URL getResource(String name) {
            return name.startsWith("org/ops4j/pax/url/mvn/") ? any : null;
          }
        };

    assertTrue(OtherAgents.own("shaded/org/apache/http/protocol/HttpRequestExecutor", bundle));
    assertFalse(OtherAgents.own("org/apache/http/protocol/HttpRequestExecutor", bundle));
  }

  @Test
  void saysThemAtDebugAloneAndListsThemNowhere() {
    List<String> lines = new ArrayList<>();
    AgentLog log =
        new AgentLog(LogLevel.DEBUG, (level, message) -> lines.add(level + " " + message));
    ClientWeaver weaver = new ClientWeaver(null, new TokenInjector(log), log);

    assertNull(
        weaver.weave(
            getClass().getClassLoader(),
            "datadog/okhttp3/internal/http1/Http1Codec",
            null,
            new byte[0]));

    assertEquals(
        List.of(
            "DEBUG datadog.okhttp3.internal.http1.Http1Codec belongs to another Java agent and is left alone."),
        lines);
    assertEquals(List.of(), weaver.clients());
  }

  /** Without an Instrumentation, every attempt to weave fails. */
  @Test
  void saysWhatIsLostWhenAClassCannotBeWoven() {
    List<String> lines = new ArrayList<>();
    AgentLog log =
        new AgentLog(LogLevel.DEBUG, (level, message) -> lines.add(level + " " + message));
    ClientWeaver weaver = new ClientWeaver(null, new TokenInjector(log), log);

    weaver.weave(null, "okhttp3/internal/connection/ConnectInterceptor", null, new byte[0]);
    weaver.weave(null, "javax/crypto/Mac", null, new byte[0]);

    assertTrue(
        lines
            .get(0)
            .startsWith("ERROR requests of okhttp are not covered and go out unchanged: java"),
        lines::toString);
    assertTrue(lines.get(0).endsWith(". Please report this."), lines::toString);
    assertTrue(
        lines.get(1).startsWith("ERROR what signing-keys shows is missing in the records: java"),
        lines::toString);
    assertTrue(
        String.valueOf(weaver.clients().get(0).whyNot())
            .startsWith("Its class could not be woven: "),
        () -> String.valueOf(weaver.clients().get(0).whyNot()));
  }

  @Test
  void saysWhereAWovenClassWasWritten(@TempDir Path folder) throws Exception {
    List<String> lines = new ArrayList<>();
    AgentLog log =
        new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));
    Path file = Files.writeString(folder.resolve("file"), "");

    ClassDump.write(folder.toString(), "a/B", new byte[0], log);
    ClassDump.write(file.toString(), "a/B", new byte[0], log);

    assertEquals(
        "INFO the woven class a.B was written to " + folder.resolve("a/B.class") + ".",
        lines.get(0));
    assertTrue(
        lines.get(1).startsWith("WARN woven classes cannot be written to " + file + ": java"),
        lines::toString);
    assertTrue(lines.get(1).endsWith(". Check managedidentity.dump."), lines::toString);
  }
}
