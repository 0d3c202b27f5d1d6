package io.managedidentity.probe;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;

/**
 * Loads and links each class that the file of its argument names with the class loader of the
 * agent's jar, which lies on the class path.
 */
public final class LoadAllProgram {
  private LoadAllProgram() {}

  public static void main(String[] args) throws Exception {
    Method create =
        Class.forName("io.managedidentity.premain.AgentClassLoader").getDeclaredMethod("create");
    create.setAccessible(true);
    ClassLoader agent = (ClassLoader) create.invoke(null);
    int loaded = 0;
    for (String name :
        new String(Files.readAllBytes(Paths.get(args[0])), StandardCharsets.UTF_8).split("\n")) {
      try {
        // Its methods make the JVM link it, without running any of its code.
        Class.forName(name, false, agent).getDeclaredMethods();
        java.lang.reflect.Array.newInstance(Class.forName(name, false, agent), 0);
        loaded++;
      } catch (Throwable e) {
        System.out.println("failed " + name + ": " + e);
      }
    }
    System.out.println("loaded " + loaded);
  }
}
