package io.managedidentity.fuzz;

/** The thread that code of the application runs on, as that code can see it; numbers left out. */
final class ThreadView {
  /** What an application hands down to the threads it makes. */
  static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  /** The loader that the application's threads have. */
  static final ClassLoader APPLICATION = new ClassLoader(ThreadView.class.getClassLoader()) {};

  private ThreadView() {}

  static String current() {
    Thread thread = Thread.currentThread();
    return of(thread)
        + " inherited="
        + INHERITED.get()
        + (thread.isDaemon() ? " daemon" : "")
        + (thread.isInterrupted() ? " interrupted" : "");
  }

  /** What other threads see of it too. */
  static String of(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return withoutNumbers(thread.getName())
        + " group="
        + (group == null ? "none" : group.getName())
        + " loader="
        + loader(thread.getContextClassLoader());
  }

  /** OkHttp names a thread after what it asks for. */
  static String withoutNumbers(String name) {
    return name.replaceAll("https?://[^ ]*", "URL").replaceAll("@?[0-9a-f]*[0-9][0-9a-f]*", "N");
  }

  private static String loader(ClassLoader loader) {
    if (loader == null) {
      return "null";
    }
    if (loader == APPLICATION) {
      return "application";
    }
    return loader == ClassLoader.getSystemClassLoader() ? "system" : loader.getClass().getName();
  }
}
