package io.managedidentity.agent.instrumentation;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Loads the hook of one client beside the client: the hook's own package from the agent's jar, the
 * agent's other classes from the agent's loader, all else as the client sees it. The application's
 * loaders never see it, and since only the client's class refers to it (through a {@link
 * ClassValue}), it is collected with the client.
 */
final class HookLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final ClassLoader agent;
  private final String hookPackage;
  private final @Nullable Relocation relocation;

  /**
   * @param client loader of the client's classes; null for the bootstrap loader
   * @param hookPackage package of the hook class, with a closing dot
   * @param relocation if the client is a relocated copy
   */
  HookLoader(
      @Nullable ClassLoader client,
      ClassLoader agent,
      String hookPackage,
      @Nullable Relocation relocation) {
    super(client);
    this.agent = agent;
    this.hookPackage = hookPackage;
    this.relocation = relocation;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(hookPackage)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? defineHookClass(name) : loaded;
      }
    }
    return name.startsWith("io.managedidentity.agent.")
        ? agent.loadClass(name)
        : super.loadClass(name, resolve);
  }

  private Class<?> defineHookClass(String name) throws ClassNotFoundException {
    try {
      byte[] own = ClassFiles.read(agent, name.replace('.', '/'));
      byte[] classFile = relocation == null ? own : relocation.hookClass(own);
      return defineClass(
          name, classFile, 0, classFile.length, HookLoader.class.getProtectionDomain());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    } catch (LinkageError e) {
      Class<?> meanwhile = findLoadedClass(name); // by another agent's transformer, meanwhile
      if (meanwhile == null) {
        throw e;
      }
      return meanwhile;
    }
  }
}
