package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenThreads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of classes that are not as a released client has them; they are made here. */
class ClientWeaverTest {
  private static final String CLIENT = "org/apache/http/protocol/HttpRequestExecutor";
  private static final String COPY = "com/example/" + CLIENT;

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.DEBUG, (level, message) -> lines.add(level + " " + message));

  @Test
  void leavesAClassAloneThatIsOnlyNamedLikeACopy() throws Exception {
    ClientWeaver weaver = weaver("true");

    assertNull(weaver.weave(getClass().getClassLoader(), COPY, null, classFile(COPY, List.of())));

    assertEquals(
        List.of(
            "DEBUG com.example.org.apache.http.protocol.HttpRequestExecutor has the name of a"
                + " relocated HTTP client but is not one."),
        lines);
    assertEquals(List.of(), weaver.clients());
  }

  @Test
  void saysOfACopyThatItIsNotToBeCovered() throws Exception {
    ClientWeaver weaver = weaver("false");

    assertNull(weaver.weave(getClass().getClassLoader(), COPY, null, copy()));

    assertEquals(
        "It is a relocated copy below com.example. Add com.example to"
            + " instrumentation.shadedPrefixes to cover it.",
        weaver.clients().get(0).whyNot());
  }

  /** As shading tools leave out what a library does not use; here nothing else is left. */
  @Test
  void saysWhatACopyLacks() throws Exception {
    ClientWeaver weaver = weaver("true");

    assertNull(weaver.weave(new ClassLoader(null) {}, COPY, null, copy()));

    String whyNot = String.valueOf(weaver.clients().get(0).whyNot());
    assertTrue(whyNot.startsWith("It lacks the class org.apache.http."), whyNot);
    assertEquals(
        List.of(
            "INFO a relocated copy of apache-httpclient-4 was found below com.example; its requests"
                + " go out unchanged. "
                + whyNot),
        lines);
  }

  @Test
  void saysWhatDiscoveryMissesInAJdkThatIsStillToCome() throws Exception {
    ClientWeaver weaver = weaver("true");
    String mac = "javax/crypto/Mac";

    assertNotNull(weaver.weave(null, mac, null, classFile(mac, List.of())));

    assertTrue(
        lines
            .get(0)
            .startsWith("WARN this version of signing-keys has no method javax.crypto.Mac."),
        lines::toString);
    assertTrue(
        lines
            .get(0)
            .endsWith(
                " as expected (version Java "
                    + System.getProperty("java.version")
                    + ", class loader bootstrap), so what it shows is missing"
                    + " in the records. Please report this."),
        lines::toString);
  }

  @Test
  void saysThatAClientIsSwitchedOff() throws Exception {
    ClientWeaver weaver = weaver("true, \"apache-httpclient-4\": false");

    assertNull(weaver.weave(new ClassLoader(null) {}, CLIENT, null, classFile(CLIENT, List.of())));

    assertEquals("instrumentation.apache-httpclient-4 is false.", weaver.clients().get(0).whyNot());
  }

  @Test
  void saysThatAVersionOfAClientIsNotCovered() throws Exception {
    ClientWeaver weaver = weaver("true");

    assertNotNull(
        weaver.weave(new ClassLoader(null) {}, CLIENT, null, classFile(CLIENT, List.of())));

    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN this version of apache-httpclient-4 has no method"
                    + " org.apache.http.protocol.HttpRequestExecutor."),
        lines::toString);
    assertTrue(
        lines
            .get(0)
            .endsWith(
                "), so its requests are not covered. See docs/supported-clients.md for the versions"
                    + " that are."),
        lines::toString);
    String whyNot = String.valueOf(weaver.clients().get(0).whyNot());
    assertTrue(
        whyNot.startsWith("It has no method org.apache.http.protocol.HttpRequestExecutor."),
        whyNot);
    assertTrue(whyNot.endsWith(" as expected."), whyNot);
  }

  private ClientWeaver weaver(String isRelocatedCovered) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("mapping.json"),
            "{ \"instrumentation\": { \"relocated\": "
                + isRelocatedCovered
                + " }, \"mappings\": [ { \"host\": \"a.example\", \"resource\": \"r\" } ] }");
    AgentConfig config = ConfigLoader.ofProcess().loadFile(file.toString()).config();
    TokenThreads none =
        new TokenThreads() {
          @Override
          public void fetch(List<String> lane, Runnable task) {
            throw new AssertionError("nothing is fetched");
          }

          @Override
          public Scheduled later(Runnable task, long delayNanos) {
            throw new AssertionError("nothing is scheduled");
          }
        };
    TokenInjector injector = new TokenInjector(log);
    injector.use(
        config,
        RouteTable.compile(config, List.of()),
        new TokenCache(
            (request, options) -> {
              throw new AssertionError("nothing is fetched");
            },
            AgentClock.SYSTEM,
            none,
            log),
        Set.of());
    lines.clear();
    String bridge = RecordingBridge.class.getName().replace('.', '/');
    return new ClientWeaver(null, injector, log, new Weaver(bridge));
  }

  private byte[] copy() throws Exception {
    ClientType found = ClientType.of(COPY);
    byte[] original = classFile(CLIENT, found.client.methodsOf(found.listed, 17));
    return found.relocation(getClass().getClassLoader()).toRelocated(original);
  }

  /** Methods that throw null. */
  private static byte[] classFile(String name, List<WovenMethod> methods) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V1_5, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    for (WovenMethod method : methods) {
      MethodVisitor body =
          writer.visitMethod(Opcodes.ACC_PUBLIC, method.method, method.descriptor, null, null);
      body.visitCode();
      body.visitInsn(Opcodes.ACONST_NULL);
      body.visitInsn(Opcodes.ATHROW);
      body.visitMaxs(1, 20);
      body.visitEnd();
    }
    writer.visitEnd();
    return writer.toByteArray();
  }
}
