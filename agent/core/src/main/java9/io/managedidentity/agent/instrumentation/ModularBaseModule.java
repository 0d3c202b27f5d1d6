package io.managedidentity.agent.instrumentation;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Typed calls to what Java 9 brought. By reflection the same five calls cost 20 ms of CPU in a cold
 * JVM of 18 or later, where reflection builds method handles. Never loaded on 8.
 */
final class ModularBaseModule implements BaseModule {
  ModularBaseModule() {}

  @Override
  public void openTo(Class<?> ours, Instrumentation instrumentation) {
    Set<Module> to = Collections.singleton(ours.getModule());
    Map<String, Set<Module>> exports = new HashMap<>();
    exports.put("sun.net", to);
    exports.put("sun.net.www", to);
    exports.put("sun.net.www.http", to);
    Map<String, Set<Module>> opens = new HashMap<>();
    opens.put("java.net", to);
    opens.put("sun.net.www.protocol.http", to);
    instrumentation.redefineModule(
        Object.class.getModule(),
        Collections.<Module>emptySet(),
        exports,
        opens,
        Collections.<Class<?>>emptySet(),
        Collections.<Class<?>, java.util.List<Class<?>>>emptyMap());
  }

  @Override
  public void define(byte[] classFile) throws IllegalAccessException {
    MethodHandles.privateLookupIn(URL.class, MethodHandles.lookup()).defineClass(classFile);
  }
}
