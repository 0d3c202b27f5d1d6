package io.managedidentity.premain;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The agent's isolated class loader, over the entries {@code inst/**} of the agent's own jar.
 *
 * <p>Classes are stored in packs, {@code inst/NAME.pack} ({@link ClassPacks}), which no other
 * loader reads, so the application can neither see them nor collide with them. The parent is the
 * platform class loader (8: the extension loader): JDK classes, nothing of the application.
 */
final class AgentClassLoader extends ClassLoader implements Consumer<Consumer<Object[]>> {
  private static final String ROOT = "inst/";
  private static final String OWN = "io.managedidentity.";

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;
  private final ClassPacks packs;
  private final URL location;
  private final ProtectionDomain domain;
  private @Nullable Consumer<Object[]> entry;

  AgentClassLoader(JarFile jar, URL location) {
    super(ClassLoader.getSystemClassLoader().getParent());
    this.jar = jar;
    this.packs = new ClassPacks(jar);
    this.location = location;
    this.domain =
        new ProtectionDomain(new CodeSource(location, (Certificate[]) null), permissions());
  }

  /**
   * All, since under a security manager the agent must not need the application's policy; none if
   * there can be no such manager, from Java 24 on (JEP 486).
   */
  private static @Nullable Permissions permissions() {
    String version = System.getProperty("java.specification.version");
    if (version.indexOf('.') < 0 && Integer.parseInt(version) >= 24) {
      return null;
    }
    Permissions all = new Permissions();
    all.add(new AllPermission());
    return all;
  }

  /**
   * Opens the jar that this class came from; not verified, since a signature would cost seconds on
   * Java 8.
   */
  @SuppressWarnings("resource") // open for the life of the JVM
  static AgentClassLoader create() throws IOException, URISyntaxException {
    URL location = location();
    File file = new File(location.toURI());
    if (!file.isFile()) {
      throw new IOException(
          "\""
              + file
              + "\" is not the agent's jar. Start the agent from managed-identity-agent.jar as it was built");
    }
    return new AgentClassLoader(new JarFile(file, false), location);
  }

  /** Where this class came from. */
  private static URL location() throws IOException {
    CodeSource source = AgentClassLoader.class.getProtectionDomain().getCodeSource();
    if (source != null) {
      return source.getLocation();
    }
    // On the bootstrap class path (-Xbootclasspath/a) a class has no code source.
    String name = AgentClassLoader.class.getName().replace('.', '/') + ".class";
    return jarOf(String.valueOf(ClassLoader.getSystemResource(name)));
  }

  /**
   * @param place of a class, such as {@code jar:file:/agent.jar!/A.class}
   */
  static URL jarOf(String place) throws IOException {
    int end = place.lastIndexOf("!/");
    if (!place.startsWith("jar:") || end < 0) {
      throw new IOException(
          "it is not known which jar the agent comes from ("
              + place
              + "). Start it with -javaagent alone");
    }
    return new URL(place.substring("jar:".length(), end));
  }

  /**
   * What the class of that name hands over when it is initialised: a typed way from one side of the
   * loader to the other, which share only the JDK's types.
   */
  Consumer<Object[]> entry(String name) throws ClassNotFoundException {
    Class.forName(name, true, this);
    Consumer<Object[]> offered = entry;
    if (offered == null) {
      throw new ClassNotFoundException(name + " offers no entry");
    }
    return offered;
  }

  /** The first one counts. */
  @Override
  public synchronized void accept(Consumer<Object[]> offered) {
    if (entry == null) {
      entry = offered;
    }
  }

  /**
   * Own classes from here, without asking the parent first: it has none of them (except the
   * appended bridge), and would throw an exception for each.
   */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(OWN)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        loaded = loaded == null ? define(name) : loaded;
        if (loaded != null) {
          return loaded;
        }
      }
    }
    return super.loadClass(name, resolve);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    Class<?> defined = define(name);
    if (defined == null) {
      throw new ClassNotFoundException(name);
    }
    return defined;
  }

  private @Nullable Class<?> define(String name) throws ClassNotFoundException {
    ClassPacks.ClassFile file;
    try {
      file = packs.find(name.replace('.', '/'));
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    if (file == null) {
      return null;
    }
    try {
      return defineClass(name, file.bytes, file.offset, file.length, domain);
    } catch (LinkageError e) {
      // The JVM calls the transformers while it defines a class, and another agent's (Datadog's)
      // may load the class then.
      Class<?> meanwhile = findLoadedClass(name);
      if (meanwhile == null) {
        throw e;
      }
      return meanwhile;
    }
  }

  /**
   * Also gives the bytes of the agent's own classes, which the weaver and the client hooks are made
   * from.
   */
  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    try {
      if (name.endsWith(".class")) {
        ClassPacks.ClassFile file =
            packs.find(name.substring(0, name.length() - ".class".length()));
        if (file != null) {
          return new ByteArrayInputStream(file.bytes, file.offset, file.length);
        }
      }
      byte[] bytes = packs.read(ROOT + name);
      return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  protected @Nullable URL findResource(String name) {
    try {
      return jar.getJarEntry(ROOT + name) == null
          ? null
          : new URL("jar:" + location + "!/" + ROOT + name);
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL found = findResource(name);
    return found == null
        ? Collections.<URL>emptyEnumeration()
        : Collections.enumeration(Collections.singleton(found));
  }
}
