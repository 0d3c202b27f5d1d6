package io.managedidentity.agent.attach;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.sun.tools.attach.VirtualMachine} by reflection: it is in the module {@code jdk.attach}
 * since 9, in {@code lib/tools.jar} of a JDK 8, and in no JRE 8.
 */
final class AttachApi {
  private static final int MOST_SHOWN = 160;
  private static final String TYPE = "com.sun.tools.attach.VirtualMachine";

  private final Class<?> type;
  private final Object machine;

  private AttachApi(Class<?> type, Object machine) {
    this.type = type;
    this.machine = machine;
  }

  /**
   * @param type from {@link #load}, once for each command: on 8 a second loader could not have the
   *     library of the first
   */
  static AttachApi attach(Class<?> type, String pid) throws AttachException {
    try {
      return new AttachApi(type, call(type.getMethod("attach", String.class), null, pid));
    } catch (NoSuchMethodException e) {
      throw new AttachException(absent("it has no method attach"), e);
    } catch (InvocationTargetException e) {
      throw new AttachException(reason(pid, e.getTargetException()), e);
    }
  }

  /** Address of the local management connector, which is started if need be. */
  String managementAddress() throws AttachException {
    try {
      return (String) call(type.getMethod("startLocalManagementAgent"), machine);
    } catch (NoSuchMethodException e) {
      throw new AttachException(absent("it has no method startLocalManagementAgent"), e);
    } catch (InvocationTargetException e) {
      throw new AttachException(
          "the JVM did not start its local management connector: "
              + shown(e.getTargetException())
              + ". A runtime made with jlink needs the module jdk.management.agent.",
          e.getTargetException());
    }
  }

  /** The command line options of the JVM, those of environment variables included. */
  String options() throws AttachException {
    try {
      Properties properties = (Properties) call(type.getMethod("getAgentProperties"), machine);
      return properties.getProperty("sun.jvm.args", "");
    } catch (NoSuchMethodException | InvocationTargetException e) {
      throw new AttachException(
          "the JVM does not report its options: " + e.getClass().getName() + ".", e);
    }
  }

  /**
   * Has the JVM load an agent.
   *
   * @return false if its answer cannot be read: it may have done so or not. A JVM of 9 or later
   *     answers in words where the API of 8 expects a number.
   */
  boolean loadAgent(String jar, String arguments) throws AttachException {
    try {
      call(type.getMethod("loadAgent", String.class, String.class), machine, jar, arguments);
      return true;
    } catch (NoSuchMethodException e) {
      throw new AttachException(absent("it has no method loadAgent"), e);
    } catch (InvocationTargetException e) {
      String answer = String.valueOf(e.getTargetException().getMessage());
      if (answer.startsWith("Non-numeric value found")) {
        return false;
      }
      if (answer.equals("0") || answer.endsWith(": 0")) {
        return true; // a JVM of 8 answers with a number where the API of 9 or later expects words
      }
      throw new AttachException(
          "the JVM did not load the agent: "
              + notLoaded(answer, e.getTargetException())
              + " It must be allowed to (-XX:+EnableDynamicAgentLoading) and be able to read "
              + jar
              + ".",
          e.getTargetException());
    }
  }

  /** In words, what a JVM of 8 says with a number. */
  private static String notLoaded(String answer, Throwable cause) {
    if (answer.endsWith("102")) {
      return "its agentmain failed; look for lines on the stderr of that process.";
    }
    return answer.endsWith("100") ? "it does not find the jar." : shown(cause) + ".";
  }

  /**
   * An exception of the attach API, cut short: what the other JVM answers is in it, and nobody
   * knows what that is.
   */
  private static String shown(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
    boolean isPlain = text.indexOf("-D") < 0 && text.indexOf('=') < 0 && end <= MOST_SHOWN;
    return cause.getClass().getName() + (isPlain ? ": " + text.substring(0, end) : "");
  }

  void detach() {
    try {
      call(type.getMethod("detach"), machine);
    } catch (AttachException | NoSuchMethodException | InvocationTargetException e) {
      return; // the JVM may have ended; there is nothing left to release
    }
  }

  private static Object call(Method method, @Nullable Object target, Object... arguments)
      throws InvocationTargetException, AttachException {
    try {
      return method.invoke(target, arguments);
    } catch (IllegalAccessException e) {
      throw new AttachException(absent(e.toString()), e);
    }
  }

  static Class<?> load() throws AttachException {
    // Since 9 a class of the system loader; on 8 in a jar beside the JRE.
    ClassLoader system = ClassLoader.getSystemClassLoader();
    try {
      return Class.forName(TYPE, true, system);
    } catch (ClassNotFoundException e) {
      return loadFromToolsJar(system, e);
    }
  }

  @SuppressWarnings("resource") // open until the command ends
  private static Class<?> loadFromToolsJar(ClassLoader system, ClassNotFoundException notThere)
      throws AttachException {
    File home = new File(System.getProperty("java.home"));
    File tools = new File(home.getParentFile(), "lib/tools.jar");
    if (!tools.isFile()) {
      throw new AttachException(absent("there is no attach API in " + home), notThere);
    }
    try {
      URL[] path = {tools.toURI().toURL()};
      return Class.forName(TYPE, true, new URLClassLoader(path, system));
    } catch (ClassNotFoundException | MalformedURLException | LinkageError e) {
      throw new AttachException(absent(tools + " cannot be used: " + e), e);
    }
  }

  private static String absent(String why) {
    return "this Java cannot attach to another JVM ("
        + why
        + "). Run this command with a JDK (8: not a JRE; a runtime made with jlink: with the module"
        + " jdk.attach).";
  }

  private static String reason(String pid, Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    if (text.contains("No such process") || text.contains("Invalid process identifier")) {
      return "there is no process " + pid + ". Look it up with jps or jcmd.";
    }
    if (text.contains("does not support the attach mechanism")) {
      return LocalProcess.closed(pid);
    }
    if (text.contains("not permitted")
        || text.contains("ermission denied")
        || text.contains("not secure")
        || text.contains("Access is denied")) {
      return "process " + pid + " belongs to another user. Run this command as that user.";
    }
    return "process "
        + pid
        + " cannot be attached to: "
        + shown(cause)
        + ". "
        + new LocalProcess(pid).surroundings();
  }
}
