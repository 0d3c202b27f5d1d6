package io.managedidentity.agent.instrumentation;

import java.net.ManagedIdentityHooks;
import org.jspecify.annotations.Nullable;

/** Hands the calls of the bridge that was defined into {@code java.net} to the dispatcher. */
final class DefinedBridge extends ManagedIdentityHooks {
  static final String NAME = "java/net/ManagedIdentityHooks";

  private final HookDispatcher dispatcher;

  private DefinedBridge(HookDispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  static void connect(HookDispatcher dispatcher) {
    install(new DefinedBridge(dispatcher));
  }

  @Override
  protected @Nullable Object on(
      int hook,
      Class<?> owner,
      @Nullable Object subject,
      @Nullable Object first,
      @Nullable Object second) {
    return dispatcher.on(hook, owner, subject, first, second);
  }

  @Override
  protected long countSuppressedErrors() {
    return dispatcher.suppressedErrors();
  }
}
