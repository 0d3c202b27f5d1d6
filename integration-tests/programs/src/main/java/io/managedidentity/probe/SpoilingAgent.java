package io.managedidentity.probe;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/** Another agent, first on the command line, that makes the class unusable which it is given. */
public final class SpoilingAgent implements ClassFileTransformer {
  private final String spoiled;

  private SpoilingAgent(String spoiled) {
    this.spoiled = spoiled;
  }

  public static void premain(String arguments, Instrumentation instrumentation) {
    instrumentation.addTransformer(new SpoilingAgent(arguments.replace('.', '/')));
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
    return spoiled.equals(name) ? new byte[] {1, 2, 3, 4} : null;
  }
}
