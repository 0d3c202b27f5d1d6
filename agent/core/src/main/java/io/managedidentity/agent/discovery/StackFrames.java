package io.managedidentity.agent.discovery;

import org.jspecify.annotations.Nullable;

/** The current thread's stack with its classes: 9 and later have a way for it, 8 has a detour. */
abstract class StackFrames {
  static final StackFrames OF_THIS_JVM = ofThisJvm();

  StackFrames() {}

  /** A frame of the stack. */
  static final class Frame {
    final Class<?> type;
    final String method;

    Frame(Class<?> type, String method) {
      this.type = type;
      this.method = method;
    }
  }

  /** Which frame is looked for. */
  interface Wanted {
    boolean isWanted(Class<?> type);
  }

  /** The innermost frame that is wanted, or null. */
  abstract @Nullable Frame first(Wanted wanted);

  private static StackFrames ofThisJvm() {
    if (!System.getProperty("java.specification.version").startsWith("1.")) {
      try {
        return Class.forName("io.managedidentity.agent.discovery.ModularStackFrames")
            .asSubclass(StackFrames.class)
            .getDeclaredConstructor()
            .newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the agent's jar is damaged", e);
      }
    }
    return new ByContext();
  }

  /** By what Java 8 shows to security managers: classes without their methods. */
  static final class ByContext extends StackFrames {
    private static final class Context extends SecurityManager {
      Class<?>[] classes() {
        return getClassContext();
      }
    }

    private final Context context = new Context();

    @Override
    @Nullable Frame first(Wanted wanted) {
      for (Class<?> type : context.classes()) {
        if (wanted.isWanted(type)) {
          return new Frame(type, methodOf(type.getName()));
        }
      }
      return null;
    }

    private static String methodOf(String type) {
      for (StackTraceElement element : new Throwable().getStackTrace()) {
        if (element.getClassName().equals(type)) {
          return element.getMethodName();
        }
      }
      return "";
    }
  }
}
