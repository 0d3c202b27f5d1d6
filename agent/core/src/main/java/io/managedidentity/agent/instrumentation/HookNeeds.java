package io.managedidentity.agent.instrumentation;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Which classes of its client a hook names, its helpers included. A relocated copy may lack one of
 * them: shading tools leave out what the library does not use.
 */
final class HookNeeds {
  private static final int CLASS = 7; // tag of a class in the constants (JVMS, table 4.4-A)
  private static final String AGENT = "io/managedidentity/";

  private final String hookPackage;
  private final ClassLoader agent;

  /**
   * @param hookPackage internal name with a closing slash
   */
  HookNeeds(String hookPackage, ClassLoader agent) {
    this.hookPackage = hookPackage;
    this.agent = agent;
  }

  /** The first class of the client that the copy lacks, by the name that it had before, or null. */
  @Nullable String missingIn(Relocation copy, String hookClass) throws IOException {
    Set<String> seen = new HashSet<>();
    Deque<String> left = new ArrayDeque<>();
    left.add(hookClass);
    for (String next = left.poll(); next != null; next = left.poll()) {
      ClassReader reader = new ClassReader(ClassFiles.read(agent, next));
      char[] buffer = new char[reader.getMaxStringLength()];
      for (int i = 1; i < reader.getItemCount(); i++) {
        int at = reader.getItem(i);
        String name = at > 0 && reader.readByte(at - 1) == CLASS ? reader.readUTF8(at, buffer) : "";
        if (!isOfClient(name) || !seen.add(name)) {
          continue;
        }
        if (name.startsWith(hookPackage)) {
          left.add(name);
        } else if (!copy.isThere(name)) {
          return name;
        }
      }
    }
    return null;
  }

  /** Or of the hook's own package. */
  private boolean isOfClient(String name) {
    return name.startsWith(hookPackage)
        || !(name.isEmpty()
            || name.charAt(0) == '['
            || name.startsWith("java/")
            || name.startsWith("javax/")
            || name.startsWith(AGENT));
  }
}
