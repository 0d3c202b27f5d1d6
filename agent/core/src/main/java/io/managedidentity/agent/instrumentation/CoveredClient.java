package io.managedidentity.agent.instrumentation;

import java.util.ArrayList;
import java.util.List;

/**
 * A client: its name in {@code instrumentation.<name>}, the hook class that serves it, its woven
 * methods. Immutable.
 */
final class CoveredClient {
  private static final String PACKAGE = "io.managedidentity.agent.instrumentation.";

  final String name;
  final String hookClass;
  final WovenMethod[] methods;

  /**
   * @param hookClass such as {@code okhttp.OkHttpHook}
   */
  CoveredClient(String name, String hookClass, WovenMethod... methods) {
    this.name = name;
    this.hookClass = PACKAGE + hookClass;
    this.methods = methods;
  }

  /** Whether libraries may carry it below other packages; nobody does that with the JDK's own. */
  boolean isRelocatable() {
    return !methods[0].type.startsWith("sun/")
        && !methods[0].type.startsWith("jdk/")
        && !methods[0].type.startsWith("weblogic/");
  }

  boolean hasType(String type) {
    for (WovenMethod method : methods) {
      if (method.type.equals(type)) {
        return true;
      }
    }
    return false;
  }

  /** Its methods of one type that exist on this feature release of the JDK. */
  List<WovenMethod> methodsOf(String type, int feature) {
    List<WovenMethod> found = new ArrayList<>();
    for (WovenMethod method : methods) {
      if (method.type.equals(type) && method.isOnJdk(feature)) {
        found.add(method);
      }
    }
    return found;
  }
}
