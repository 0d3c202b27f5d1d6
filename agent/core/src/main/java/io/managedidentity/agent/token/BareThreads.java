package io.managedidentity.agent.token;

import java.lang.reflect.Field;

/**
 * Makes threads that inherit no thread-local of their creator: a value there can hold the class
 * loader of a web application for as long as the thread lives.
 */
abstract class BareThreads {
  private static final BareThreads OF_THIS_JVM = ofThisJvm();

  BareThreads() {}

  static Thread make(ThreadGroup group, Runnable task, String name) {
    return OF_THIS_JVM.newThread(group, task, name);
  }

  abstract Thread newThread(ThreadGroup group, Runnable task, String name);

  private static BareThreads ofThisJvm() {
    if (!System.getProperty("java.specification.version").startsWith("1.")) {
      try {
        return Class.forName("io.managedidentity.agent.token.ModularBareThreads")
            .asSubclass(BareThreads.class)
            .getDeclaredConstructor()
            .newInstance();
      } catch (ReflectiveOperationException | LinkageError e) {
        return new Emptied(); // a thread that inherits is better than none
      }
    }
    return new Emptied();
  }

  /** Java 8 has no constructor for this; there the field can be emptied before the start. */
  private static final class Emptied extends BareThreads {
    @Override
    Thread newThread(ThreadGroup group, Runnable task, String name) {
      Thread thread = new Thread(group, task, name);
      try {
        Field inherited = Thread.class.getDeclaredField("inheritableThreadLocals");
        inherited.setAccessible(true);
        inherited.set(thread, null);
      } catch (ReflectiveOperationException | RuntimeException e) {
        return thread; // another vendor's JVM: it inherits
      }
      return thread;
    }
  }
}
