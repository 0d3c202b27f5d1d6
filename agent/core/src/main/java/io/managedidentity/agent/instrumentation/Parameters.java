package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.instrumentation.WovenMethod.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * What is certain about the local variables wherever an instance method throws: {@code this}, and
 * the parameters that it never assigns to. The JVM would reject a handler that relied on anything
 * else, and its class with it.
 */
final class Parameters {
  private final BitSet assigned = new BitSet();

  /** Whether the value is an array that a call makes. */
  static boolean isArray(@Nullable Value value) {
    return value != null && (value.isAllArguments || value.parts != null);
  }

  /** An instruction of the method on a local variable. */
  void met(int opcode, int slot) {
    if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE) {
      assigned.set(slot);
      if (opcode == Opcodes.LSTORE || opcode == Opcodes.DSTORE) {
        assigned.set(slot + 1);
      }
    }
  }

  /** Whether a handler has the value at hand. */
  boolean has(@Nullable Value value) {
    if (value == null) {
      return true;
    }
    if (value.parts == null) {
      return value.slot < 0 ? value.isLookup : !assigned.get(value.slot);
    }
    for (Value part : value.parts) {
      if (!has(part)) {
        return false;
      }
    }
    return true;
  }

  /** The locals of the handler's frame. */
  Object[] frame(String type, String descriptor) {
    List<Object> locals = new ArrayList<>();
    locals.add(type);
    int slot = 1;
    for (Type parameter : Type.getArgumentTypes(descriptor)) {
      boolean isSure = !assigned.get(slot) && !assigned.get(slot + parameter.getSize() - 1);
      locals.add(isSure ? of(parameter) : Opcodes.TOP);
      if (!isSure && parameter.getSize() == 2) {
        locals.add(Opcodes.TOP);
      }
      slot += parameter.getSize();
    }
    return locals.toArray();
  }

  private static Object of(Type parameter) {
    switch (parameter.getSort()) {
      case Type.OBJECT:
      case Type.ARRAY:
        return parameter.getInternalName();
      case Type.LONG:
        return Opcodes.LONG;
      case Type.DOUBLE:
        return Opcodes.DOUBLE;
      case Type.FLOAT:
        return Opcodes.FLOAT;
      default:
        return Opcodes.INTEGER;
    }
  }
}
