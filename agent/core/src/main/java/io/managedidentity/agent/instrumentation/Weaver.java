package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Adds the calls of a client's {@link WovenMethod}s to a class file. No member is added, so the
 * result is good for loading and for retransformation alike. Uses the ASM that Byte Buddy carries:
 * its {@code Advice} costs 230 to 270 ms of CPU more in the first weave (docs/decisions.md, "Which
 * engine weaves").
 */
final class Weaver {
  private static final int ASM = Opcodes.ASM9;
  private static final String CALL = "call";
  private static final String CALL_DESCRIPTOR =
      "(ILjava/lang/Class;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";
  private static final String THROWABLE = "java/lang/Throwable";
  private static final String THROWN = "java/io/IOException";
  private static final String LOOKUPS = "java/lang/invoke/MethodHandles";

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
    private final List<String> fields = new ArrayList<>();
    private boolean hasFrames;

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
      // A class constant needs version 49 (JVMS 4.4.1); below 50 no stack map is required, so
      // raising it is safe.
      boolean isOld = (version & 0xFFFF) < Opcodes.V1_5;
      hasFrames = (version & 0xFFFF) >= Opcodes.V1_6;
      super.visit(isOld ? Opcodes.V1_5 : version, access, name, signature, superName, interfaces);
    }

    @Override
    public FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      fields.add(name + descriptor); // a class file's fields come before its methods
      return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      if ((access & Opcodes.ACC_ABSTRACT) != 0) {
        return next;
      }
      boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
      for (int i = 0; i < missing.size(); ) { // what is first in the list acts first at entry
        WovenMethod method = missing.get(i);
        if (method.isMethod(name, descriptor)) {
          missing.remove(
              i); // a visitor that does not find the call that it is to follow adds it again
          next =
              new CallVisitor(next, type, method, descriptor, isStatic, hasFrames, fields, missing);
        } else {
          i++;
        }
      }
      return next;
    }
  }

  private final class CallVisitor extends MethodVisitor {
    private final String type;
    private final WovenMethod method;
    private final String descriptor;
    private final boolean isStatic;
    private final boolean hasFrames;
    private final int boxStack;
    private final List<WovenMethod> missing;
    private final Label start = new Label();
    private final Parameters parameters = new Parameters();
    private boolean isPlaceFound;
    private final List<String> fields;

    CallVisitor(
        MethodVisitor next,
        String type,
        WovenMethod method,
        String descriptor,
        boolean isStatic,
        boolean hasFrames,
        List<String> fields,
        List<WovenMethod> missing) {
      super(ASM, next);
      this.fields = fields;
      this.missing = missing;
      this.isPlaceFound = method.place != Place.REPLACE_CALLED;
      this.type = type;
      this.method = method;
      this.descriptor = descriptor;
      this.isStatic = isStatic;
      this.hasFrames = hasFrames;
      this.boxStack = Parameters.isArray(method.first) || Parameters.isArray(method.second) ? 5 : 0;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      if (method.place == Place.REPLACE_THROWN) {
        super.visitLabel(start);
      } else if (method.place == Place.ANNOUNCE_ENTRY) {
        announce();
      } else if (method.place == Place.REPLACE_ARGUMENT) {
        pushHookAndOwner();
        super.visitVarInsn(Opcodes.ALOAD, method.subjectSlot);
        callBridge();
        super.visitTypeInsn(Opcodes.CHECKCAST, method.subjectType);
        super.visitVarInsn(Opcodes.ASTORE, method.subjectSlot);
      } else if (method.place == Place.ANSWER_ENTRY) {
        answer();
      }
    }

    private void answer() {
      pushHookAndOwner();
      super.visitInsn(Opcodes.ACONST_NULL);
      callBridge();
      super.visitInsn(Opcodes.DUP);
      Label goOn = new Label();
      super.visitJumpInsn(Opcodes.IFNULL, goOn);
      returnTop();
      super.visitLabel(goOn);
      // The locals are those of the entry; on the stack is the null.
      if (hasFrames) {
        super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Object"});
      }
      // Also keeps this frame apart from one at the method's own first instruction.
      super.visitInsn(Opcodes.POP);
    }

    /** Returns what is on the stack, as the method's result. */
    private void returnTop() {
      char result = descriptor.charAt(descriptor.indexOf(')') + 1);
      if (result == 'V') {
        super.visitInsn(Opcodes.RETURN);
        return;
      }
      super.visitTypeInsn(Opcodes.CHECKCAST, method.subjectType);
      if (result == 'Z') {
        super.visitMethodInsn(
            Opcodes.INVOKEVIRTUAL, "java/lang/Boolean", "booleanValue", "()Z", false);
        super.visitInsn(Opcodes.IRETURN);
      } else {
        super.visitInsn(Opcodes.ARETURN);
      }
    }

    /** After the method's code, so that its own handlers come first. */
    private void handleThrown() {
      if (!parameters.has(method.first) || !parameters.has(method.second)) {
        missing.add(method);
        return;
      }
      Label end = new Label();
      super.visitTryCatchBlock(start, end, end, THROWN);
      super.visitLabel(end);
      if (hasFrames) {
        Object[] locals = parameters.frame(type, descriptor);
        super.visitFrame(Opcodes.F_FULL, locals.length, locals, 1, new Object[] {THROWN});
      }
      callWithTop();
      super.visitInsn(Opcodes.DUP);
      super.visitTypeInsn(Opcodes.INSTANCEOF, THROWABLE);
      Label answered = new Label();
      super.visitJumpInsn(Opcodes.IFEQ, answered);
      super.visitTypeInsn(Opcodes.CHECKCAST, THROWABLE);
      super.visitInsn(Opcodes.ATHROW);
      super.visitLabel(answered);
      if (hasFrames) {
        super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Object"});
      }
      returnTop();
    }

    @Override
    public void visitInsn(int opcode) {
      if (method.place == Place.ANNOUNCE_RETURN
          && opcode >= Opcodes.IRETURN
          && opcode <= Opcodes.RETURN) {
        announce();
      } else if (method.place == Place.REPLACE_RESULT && opcode == Opcodes.ARETURN) {
        replaceTop();
      }
      super.visitInsn(opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      parameters.met(opcode, slot);
      super.visitVarInsn(opcode, slot);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String calledDescriptor, boolean isInterface) {
      super.visitMethodInsn(opcode, owner, name, calledDescriptor, isInterface);
      if (method.isCalled(name, calledDescriptor)) {
        isPlaceFound = true;
        replaceTop();
      }
    }

    @Override
    public void visitEnd() {
      super.visitEnd();
      if (!isPlaceFound) {
        missing.add(method);
      }
    }

    /** The subject is on the stack already: brings hook number and owner below it. */
    private void callWithTop() {
      super.visitIntInsn(Opcodes.BIPUSH, method.hook);
      super.visitInsn(Opcodes.SWAP);
      super.visitLdcInsn(Type.getObjectType(type));
      super.visitInsn(Opcodes.SWAP);
      callBridge();
    }

    private void replaceTop() {
      callWithTop();
      super.visitTypeInsn(Opcodes.CHECKCAST, method.subjectType);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      if (method.place == Place.REPLACE_THROWN) {
        handleThrown();
      }
      super.visitMaxs(maxStack + CALL_STACK + boxStack, maxLocals);
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
      if (value.isAllArguments) {
        pushArguments();
      } else if (value.parts != null) {
        pushParts(value.parts);
      } else if (value.isLookup) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, LOOKUPS, "lookup", "()L" + LOOKUPS + "$Lookup;", false);
      } else {
        pushOne(value);
      }
    }

    private void pushParts(Value[] parts) {
      super.visitIntInsn(Opcodes.BIPUSH, parts.length);
      super.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
      for (int i = 0; i < parts.length; i++) {
        super.visitInsn(Opcodes.DUP);
        super.visitIntInsn(Opcodes.BIPUSH, i);
        push(parts[i]);
        super.visitInsn(Opcodes.AASTORE);
      }
    }

    private void pushOne(Value value) {
      if (value.anyField != null) {
        pushAnyField(value.anyField);
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
      if (value.calls.length > 0) {
        Boxes.box(mv, Type.getReturnType(value.calls[value.calls.length - 1]));
      }
    }

    private void pushAnyField(String[] anyField) {
      for (int i = 0; i < anyField.length; i += 2) {
        if (fields.contains(anyField[i] + anyField[i + 1])) {
          super.visitVarInsn(Opcodes.ALOAD, 0);
          super.visitFieldInsn(Opcodes.GETFIELD, type, anyField[i], anyField[i + 1]);
          return;
        }
      }
      super.visitInsn(Opcodes.ACONST_NULL);
    }

    private void pushArguments() {
      Type[] types = Type.getArgumentTypes(descriptor);
      int first = isStatic ? 0 : 1;
      super.visitIntInsn(Opcodes.BIPUSH, types.length + first);
      super.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
      if (!isStatic) {
        store(0, Type.getObjectType(type), 0);
      }
      int slot = first;
      for (int i = 0; i < types.length; i++) {
        store(i + first, types[i], slot);
        slot += types[i].getSize();
      }
    }

    private void store(int index, Type argument, int slot) {
      super.visitInsn(Opcodes.DUP);
      super.visitIntInsn(Opcodes.BIPUSH, index);
      super.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
      Boxes.box(mv, argument);
      super.visitInsn(Opcodes.AASTORE);
    }
  }
}
