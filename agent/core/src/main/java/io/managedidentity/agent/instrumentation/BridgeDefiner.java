package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.log.AgentLog;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.ProtectionDomain;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Defines the bridge class in the bootstrap loader, and lets the hooks of the JDK's clients see the
 * JDK packages that they name.
 *
 * <p>Appending a jar to the bootstrap class path would also work, but makes the JVM print a warning
 * if a class data archive is in use, and stops it from taking the application's classes from such
 * archives.
 */
final class BridgeDefiner {
  /**
   * Set to {@code append}, this internal property uses the last resort at once, so that it can be
   * tested.
   */
  private static final String WAY = "io.managedidentity.internal.bridge";

  private BridgeDefiner() {}

  /**
   * Makes the bridge and connects it.
   *
   * @return internal name of the bridge class
   */
  static String connect(Instrumentation instrumentation, HookDispatcher dispatcher, AgentLog log)
      throws ReflectiveOperationException, IOException {
    BaseModule baseModule = isModular() ? baseModule() : null;
    if (baseModule != null) {
      baseModule.openTo(BridgeDefiner.class, instrumentation);
    }
    if (!"append".equals(System.getProperty(WAY))) {
      try {
        define(baseModule);
        DefinedBridge.connect(dispatcher);
        return DefinedBridge.NAME;
      } catch (ReflectiveOperationException | LinkageError e) {
        log.debug(
            "the bridge could not be defined, so it is appended to the bootstrap class path: " + e);
      }
    }
    append(instrumentation);
    AppendedBridge.connect(dispatcher);
    return AppendedBridge.NAME;
  }

  private static void define(@Nullable BaseModule baseModule)
      throws ReflectiveOperationException, IOException {
    byte[] classFile = ClassFiles.read(BridgeDefiner.class.getClassLoader(), DefinedBridge.NAME);
    if (baseModule == null) {
      defineByUnsafe(classFile);
    } else {
      baseModule.define(classFile);
    }
  }

  private static void append(Instrumentation instrumentation) throws IOException {
    try {
      URL location = BridgeDefiner.class.getProtectionDomain().getCodeSource().getLocation();
      try (JarFile jar = new JarFile(new File(location.toURI()), false)) {
        instrumentation.appendToBootstrapClassLoaderSearch(jar);
      }
    } catch (URISyntaxException e) {
      throw new IOException(e); // of a jar that the JVM itself has opened by its path
    }
  }

  private static boolean isModular() {
    return !System.getProperty("java.specification.version").startsWith("1.");
  }

  private static BaseModule baseModule() throws ReflectiveOperationException {
    return Class.forName("io.managedidentity.agent.instrumentation.ModularBaseModule")
        .asSubclass(BaseModule.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  /** Java 8 has no such lookup; its {@code sun.misc.Unsafe} defines into any loader. */
  private static void defineByUnsafe(byte[] classFile) throws ReflectiveOperationException {
    Class<?> unsafeType = Class.forName("sun.misc.Unsafe");
    Field field = unsafeType.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    unsafeType
        .getMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ClassLoader.class,
            ProtectionDomain.class)
        .invoke(
            field.get(null),
            DefinedBridge.NAME.replace('/', '.'),
            classFile,
            0,
            classFile.length,
            null,
            null);
  }
}
