package io.managedidentity.probe;

/** Prints each class or resource (with a slash) of its arguments that an application can find. */
public final class LookupProgram {
  private LookupProgram() {}

  public static void main(String[] args) throws Exception {
    new java.net.URL(args[0]).openConnection().getInputStream().close();
    for (int i = 1; i < args.length; i++) {
      if (isFound(args[i])) {
        System.out.println(args[i]);
      }
    }
  }

  private static boolean isFound(String name) {
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    if (name.indexOf('/') >= 0) {
      return application.getResource(name) != null;
    }
    for (ClassLoader loader : new ClassLoader[] {application, null}) {
      try {
        Class.forName(name, false, loader);
        return true;
      } catch (ClassNotFoundException e) {
        continue;
      }
    }
    return false;
  }
}
