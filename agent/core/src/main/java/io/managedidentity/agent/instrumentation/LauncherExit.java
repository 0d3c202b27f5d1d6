package io.managedidentity.agent.instrumentation;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JDK's launcher end the JVM instead of looking for the main class; see {@code JvmEnd} in
 * premain for why.
 */
public final class LauncherExit {
  /** Internal name of the class to weave. */
  public static final String TYPE = "sun/launcher/LauncherHelper";

  private static final String METHOD = "checkAndLoadMain";

  private LauncherExit() {}

  /** The launcher's class file with {@code Runtime.getRuntime().halt(exitCode)} as first step. */
  public static byte[] weave(byte[] classFile, int exitCode) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            MethodVisitor method =
                super.visitMethod(access, name, descriptor, signature, exceptions);
            return name.equals(METHOD) ? new Halting(method, exitCode) : method;
          }
        },
        0);
    return writer.toByteArray();
  }

  private static final class Halting extends MethodVisitor {
    private final int exitCode;

    Halting(MethodVisitor method, int exitCode) {
      super(Opcodes.ASM9, method);
      this.exitCode = exitCode;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC, "java/lang/Runtime", "getRuntime", "()Ljava/lang/Runtime;", false);
      super.visitIntInsn(Opcodes.SIPUSH, exitCode);
      super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Runtime", "halt", "(I)V", false);
    }
  }
}
