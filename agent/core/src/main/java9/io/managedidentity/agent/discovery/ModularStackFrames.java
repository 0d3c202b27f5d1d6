package io.managedidentity.agent.discovery;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** By the stack walker that Java 9 brought. Never loaded on 8. */
final class ModularStackFrames extends StackFrames {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  ModularStackFrames() {}

  @Override
  @Nullable Frame first(Wanted wanted) {
    Optional<StackWalker.StackFrame> found =
        WALKER.walk(
            frames ->
                frames.filter(frame -> wanted.isWanted(frame.getDeclaringClass())).findFirst());
    return found.isPresent()
        ? new Frame(found.get().getDeclaringClass(), found.get().getMethodName())
        : null;
  }
}
