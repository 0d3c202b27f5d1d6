package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import org.junit.jupiter.api.Test;

class RelocationTest {
  /** A class of this test stands for a client's; its package is the prefix. */
  private static final String PREFIX = "io/managedidentity/agent/";

  /** What a copy's class may refer to. */
  static class Copy<T extends Runnable> {
    final Map<String, List<Copy<T>>> copies = new HashMap<>();

    Copy<?>[] all(long first, T second) {
      List<Copy<?>> found = new ArrayList<>();
      copies.values().forEach(found::addAll);
      second.run();
      return found.toArray(new Copy<?>[(int) first]);
    }
  }

  @Test
  void findsRelocatedCopiesByTheEndOfTheirNames() {
    ClientType inFront = copy("com/example/shaded/org/apache/http/protocol/HttpRequestExecutor");
    ClientType another =
        copy("org/apache/maven/wagon/providers/http/httpclient/protocol/HttpRequestExecutor");
    ClientType half = copy("net/snowflake/internal/apache/http/protocol/HttpRequestExecutor");

    assertEquals("com.example.shaded", inFront.packageOfCopy());
    assertEquals("org.apache.maven.wagon.providers.http.httpclient", another.packageOfCopy());
    assertEquals("net.snowflake.internal", half.packageOfCopy());
    for (ClientType copy : List.of(inFront, another, half)) {
      assertEquals("org/apache/http/protocol/HttpRequestExecutor", copy.listed);
      assertEquals("apache-httpclient-4", copy.client.name);
    }
  }

  @Test
  void findsNoCopyInAClientsOwnNameNorInAnotherPackage() {
    assertFalse(copy("org/apache/http/protocol/HttpRequestExecutor").isCopy());
    assertNull(copy("com/example/HttpRequestExecutor"));
    assertNull(copy("example/weblogic/net/http/HttpURLConnection"));
    assertNull(copy("example/sun/net/www/http/HttpClient"));
  }

  @Test
  void writesNamesWithDotsAnewInTheHookOnly() throws IOException {
    Relocation relocation =
        new Relocation(
            "instrumentation/", PREFIX + "instrumentation/", getClass().getClassLoader());
    byte[] named = withText(classFile(Copy.class), "instrumentation.RelocationTest");

    assertTrue(text(relocation.hookClass(named)).contains("agent.instrumentation.RelocationTest"));
    assertFalse(text(relocation.toRelocated(named)).contains("agent.instrumentation.Reloc"));
  }

  @Test
  void refusesClassWithAConstantThatIsStillToCome() throws IOException {
    Relocation relocation = new Relocation("", PREFIX, RelocationTest.class.getClassLoader());
    byte[] later = classFile(Copy.class);
    later[10] = 99; // the tag of the first constant (JVMS 4.1)

    IOException refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            IOException.class, () -> relocation.toOriginal(later));

    assertEquals("its constants have the unknown tag 99", refused.getMessage());
  }

  private static ClientType copy(String type) {
    return ClientType.of(type);
  }

  private static String text(byte[] classFile) {
    return new String(classFile, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] withText(byte[] classFile, String text) {
    net.bytebuddy.jar.asm.ClassWriter writer =
        new net.bytebuddy.jar.asm.ClassWriter(new ClassReader(classFile), 0);
    writer.newConst(text);
    new ClassReader(classFile).accept(writer, 0);
    return writer.toByteArray();
  }

  @Test
  void givesClassTheNamesThatItHadAndBack() throws IOException {
    byte[] copy = classFile(Copy.class);
    Relocation relocation = new Relocation("", PREFIX, RelocationTest.class.getClassLoader());

    byte[] original = relocation.toOriginal(copy);
    byte[] again = relocation.toRelocated(original);

    ClassReader reader = new ClassReader(original);
    assertEquals("instrumentation/RelocationTest$Copy", reader.getClassName());
    String text = new String(original, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("Ljava/util/Map<Ljava/lang/String;Ljava/util/List<Linstrumentation/"));
    assertTrue(!text.contains(PREFIX), "the prefix is still there");
    org.junit.jupiter.api.Assertions.assertArrayEquals(copy, again);
  }

  @Test
  void refusesClassThatNamesBothCopyAndOriginal() throws IOException {
    Relocation relocation = new Relocation("", "java/", RelocationTest.class.getClassLoader());
    byte[] original = relocation.toOriginal(classFile(Copy.class));

    String name = new ClassReader(original).getSuperName();

    assertEquals("lang/Object", name);
    IOException refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            IOException.class,
            () ->
                relocation.toOriginal(
                    withName(original, "lang/Object", "java/util/Map", "java/lang/Object")));
    assertTrue(refused.getMessage().startsWith("it names both "), refused::getMessage);
  }

  /** Adds constants by a class that ASM writes. */
  private static byte[] withName(byte[] classFile, String... names) {
    net.bytebuddy.jar.asm.ClassWriter writer =
        new net.bytebuddy.jar.asm.ClassWriter(new ClassReader(classFile), 0);
    for (String name : names) {
      writer.newClass(name);
    }
    new ClassReader(classFile).accept(writer, 0);
    return writer.toByteArray();
  }

  private static byte[] classFile(Class<?> type) throws IOException {
    String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }
}
