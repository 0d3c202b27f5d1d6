package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClientTransformerTest {
  @Test
  void asksForRelocatedCopies() throws ReflectiveOperationException {
    for (String type : wovenTypes()) {
      assertTrue(WovenNames.isClient(type), type);
      assertTrue(WovenNames.isNear(type.replace('/', '.')), type);
      boolean isOfJvm =
          type.startsWith("sun/") || type.startsWith("jdk/") || type.startsWith("weblogic/");
      assertTrue(isOfJvm || ClientTransformer.isRelocated("com/example/shaded/" + type), type);
      String end = type.substring(type.lastIndexOf('/', type.lastIndexOf('/') - 1) + 1);
      assertTrue(isOfJvm || ClientTransformer.isRelocated("com/example/" + end), type);
      assertFalse(ClientTransformer.isRelocated(type), type);
    }
    assertFalse(ClientTransformer.isRelocated("com/example/HttpRequestExecutor"));
    assertFalse(ClientTransformer.isRelocated("HttpRequestExecutor"));
  }

  @Test
  void leavesOtherClassesAloneWithoutMakingTheAgent() {
    ClientTransformer transformer = new ClientTransformer(null);

    assertNull(transformer.transform(null, "java/lang/String", null, null, new byte[0]));
    assertNull(transformer.transform(null, null, null, null, new byte[0]));
  }

  private static Set<String> wovenTypes() throws ReflectiveOperationException {
    Class<?> clients = Class.forName("io.managedidentity.agent.instrumentation.WovenClients");
    Set<String> types = new TreeSet<>();
    for (Object client : (Object[]) call(clients.getDeclaredMethod("all"))) {
      for (Object method : (Object[]) value(client, "methods")) {
        types.add((String) value(method, "type"));
      }
    }
    assertFalse(types.isEmpty());
    return types;
  }

  private static Object call(Method method) throws ReflectiveOperationException {
    method.setAccessible(true);
    return method.invoke(null);
  }

  private static Object value(Object of, String field) throws ReflectiveOperationException {
    Field found = of.getClass().getDeclaredField(field);
    found.setAccessible(true);
    return found.get(of);
  }
}
