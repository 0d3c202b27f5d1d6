package io.managedidentity.probe;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.HashSet;
import java.util.Set;

/**
 * Another agent, first on the command line, whose transformer loads the very class that is about to
 * be defined, as Datadog's does.
 */
public final class ReentrantAgent implements ClassFileTransformer {
  private final ThreadLocal<Set<String>> underWay = ThreadLocal.withInitial(HashSet::new);

  private ReentrantAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation) {
    instrumentation.addTransformer(new ReentrantAgent());
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
    if (name == null
        || loader == null
        || !loader.getClass().getName().startsWith("io.managedidentity.")
        || !underWay.get().add(name)) {
      return null;
    }
    try {
      Class.forName(name.replace('/', '.'), false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      System.err.println("re-entrant loading of " + name + ": " + e);
    } finally {
      underWay.get().remove(name);
    }
    return null;
  }
}
