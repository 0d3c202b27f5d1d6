package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Adds the calls of a client's {@link WovenMethod}s to a class file. No member is added and no
 * frame changes, so the result is good for loading and for retransformation alike. Uses the ASM
 * that Byte Buddy carries: its {@code Advice} costs 230 to 270 ms of CPU more in the first weave
 * (docs/decisions.md, "Which engine weaves").
 */
final class Weaver {
  private static final int ASM = Opcodes.ASM9;
  private static final String CALL = "call";
  private static final String CALL_DESCRIPTOR =
      "(ILjava/lang/Class;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";

  /** Values that a call puts on the stack beside what is there already. */
  private static final int CALL_STACK = 6;

  private final String bridge;

  /**
   * @param bridge internal name of the bridge class
   */
  Weaver(String bridge) {
    this.bridge = bridge;
  }

  /** A woven class file, and the methods that the class should have but does not. */
  static final class Result {
    final byte[] classFile;
    final List<WovenMethod> missing;

    Result(byte[] classFile, List<WovenMethod> missing) {
      this.classFile = classFile;
      this.missing = missing;
    }
  }

  /**
   * @param methods the methods of that type to add calls to
   */
  Result weave(String type, List<WovenMethod> methods, byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    List<WovenMethod> missing = new ArrayList<>(methods);
    reader.accept(new TypeVisitor(writer, type, missing), 0);
    return new Result(writer.toByteArray(), missing);
  }

  private final class TypeVisitor extends ClassVisitor {
    private final String type;
    private final List<WovenMethod> missing;

    TypeVisitor(ClassVisitor next, String type, List<WovenMethod> missing) {
      super(ASM, next);
      this.type = type;
      this.missing = missing;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      // A class constant needs version 49 (JVMS 4.4.1); below 50 no stack map is asked for, so
      // raising it is safe.
      boolean isOld = (version & 0xFFFF) < Opcodes.V1_5;
      super.visit(isOld ? Opcodes.V1_5 : version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      for (int i = 0; i < missing.size(); i++) {
        WovenMethod method = missing.get(i);
        if (method.method.equals(name) && method.descriptor.equals(descriptor)) {
          missing.remove(i);
          return new CallVisitor(next, type, method);
        }
      }
      return next;
    }
  }

  private final class CallVisitor extends MethodVisitor {
    private final String type;
    private final WovenMethod method;

    CallVisitor(MethodVisitor next, String type, WovenMethod method) {
      super(ASM, next);
      this.type = type;
      this.method = method;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      if (method.place == Place.ANNOUNCE_ENTRY) {
        announce();
      } else if (method.place == Place.REPLACE_ARGUMENT) {
        pushHookAndOwner();
        super.visitVarInsn(Opcodes.ALOAD, method.subjectSlot);
        callBridge();
        super.visitTypeInsn(Opcodes.CHECKCAST, method.subjectType);
        super.visitVarInsn(Opcodes.ASTORE, method.subjectSlot);
      }
    }

    @Override
    public void visitInsn(int opcode) {
      if (method.place == Place.ANNOUNCE_RETURN && opcode == Opcodes.RETURN) {
        announce();
      } else if (method.place == Place.REPLACE_RESULT && opcode == Opcodes.ARETURN) {
        // The result is on the stack already: bring hook number and owner below it.
        super.visitIntInsn(Opcodes.BIPUSH, method.hook);
        super.visitInsn(Opcodes.SWAP);
        super.visitLdcInsn(Type.getObjectType(type));
        super.visitInsn(Opcodes.SWAP);
        callBridge();
        super.visitTypeInsn(Opcodes.CHECKCAST, method.subjectType);
      }
      super.visitInsn(opcode);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      super.visitMaxs(maxStack + CALL_STACK, maxLocals);
    }

    private void announce() {
      pushHookAndOwner();
      super.visitInsn(Opcodes.ACONST_NULL);
      callBridge();
      super.visitInsn(Opcodes.POP);
    }

    private void pushHookAndOwner() {
      super.visitIntInsn(Opcodes.BIPUSH, method.hook);
      super.visitLdcInsn(Type.getObjectType(type));
    }

    private void callBridge() {
      push(method.first);
      push(method.second);
      super.visitMethodInsn(Opcodes.INVOKESTATIC, bridge, CALL, CALL_DESCRIPTOR, false);
    }

    private void push(@Nullable Value value) {
      if (value == null) {
        super.visitInsn(Opcodes.ACONST_NULL);
        return;
      }
      super.visitVarInsn(Opcodes.ALOAD, value.slot);
      if (value.fieldName != null) {
        super.visitFieldInsn(Opcodes.GETFIELD, type, value.fieldName, value.fieldDescriptor);
      }
      for (int i = 0; i < value.calls.length; i += 3) {
        super.visitMethodInsn(
            Opcodes.INVOKEVIRTUAL, value.calls[i], value.calls[i + 1], value.calls[i + 2], false);
      }
    }
  }
}
