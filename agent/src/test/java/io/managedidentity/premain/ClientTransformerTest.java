package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

class ClientTransformerTest {
  @Test
  void lets_every_woven_type_through() throws ReflectiveOperationException {
    List<String> woven = wovenTypes();

    assertFalse(woven.isEmpty());
    for (String type : woven) {
      assertTrue(ClientTransformer.isClient(type), type + " is woven but not asked for");
    }
  }

  @Test
  void asks_for_no_type_that_is_not_woven() throws Exception {
    List<String> woven = wovenTypes();

    List<String> asked = namesInTheSwitch("isClient");

    assertEquals(woven.stream().sorted().toList(), asked.stream().sorted().toList());
  }

  @Test
  void asks_for_relocated_copies() throws ReflectiveOperationException {
    for (String type : wovenTypes()) {
      boolean isOfJdk = type.startsWith("sun/") || type.startsWith("jdk/");
      assertTrue(isOfJdk || ClientTransformer.isRelocated("com/example/shaded/" + type), type);
      String end = type.substring(type.lastIndexOf('/', type.lastIndexOf('/') - 1) + 1);
      assertTrue(isOfJdk || ClientTransformer.isRelocated("com/example/" + end), type);
      assertFalse(ClientTransformer.isRelocated(type), type);
    }
    assertFalse(ClientTransformer.isRelocated("com/example/HttpRequestExecutor"));
    assertFalse(ClientTransformer.isRelocated("HttpRequestExecutor"));
  }

  @Test
  void looks_closer_at_no_name_that_no_client_has() throws Exception {
    List<String> simpleNames =
        wovenTypes().stream()
            .filter(type -> !type.startsWith("sun/") && !type.startsWith("jdk/"))
            .map(type -> type.substring(type.lastIndexOf('/') + 1))
            .distinct()
            .sorted()
            .toList();

    assertEquals(simpleNames, namesInTheSwitch("isNamedLikeClient").stream().sorted().toList());
  }

  @Test
  void looks_closer_at_no_package_that_no_client_has() throws Exception {
    List<String> lastParts =
        wovenTypes().stream()
            .filter(type -> !type.startsWith("sun/") && !type.startsWith("jdk/"))
            .map(type -> type.substring(0, type.lastIndexOf('/')))
            .map(name -> name.substring(name.lastIndexOf('/') + 1))
            .distinct()
            .sorted()
            .toList();

    assertEquals(lastParts, namesInTheSwitch("isPackagedLikeClient").stream().sorted().toList());
  }

  @Test
  void leaves_other_classes_alone_without_making_the_agent() {
    ClientTransformer transformer = new ClientTransformer(null);

    assertNull(transformer.transform(null, "java/lang/String", null, null, new byte[0]));
    assertNull(transformer.transform(null, null, null, null, new byte[0]));
  }

  @SuppressWarnings("unchecked")
  private static List<String> wovenTypes() throws ReflectiveOperationException {
    Method types =
        Class.forName("io.managedidentity.agent.instrumentation.ClientCatalogue")
            .getDeclaredMethod("types");
    types.setAccessible(true);
    return (List<String>) types.invoke(null);
  }

  /** The constants of the method, from its class file. */
  private static List<String> namesInTheSwitch(String method) throws IOException {
    List<String> names = new ArrayList<>();
    ClassVisitor visitor =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return !name.equals(method)
                ? null
                : new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitLdcInsn(Object value) {
                    names.add((String) value);
                  }
                };
          }
        };
    try (InputStream in = ClientTransformer.class.getResourceAsStream("ClientTransformer.class")) {
      new ClassReader(in).accept(visitor, ClassReader.SKIP_DEBUG);
    }
    return names;
  }
}
