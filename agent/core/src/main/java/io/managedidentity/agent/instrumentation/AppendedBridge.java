package io.managedidentity.agent.instrumentation;

import io.managedidentity.bridge.AppendedHooks;
import org.jspecify.annotations.Nullable;

/** Hands the calls of the bridge on the appended bootstrap class path to the dispatcher. */
final class AppendedBridge extends AppendedHooks {
  static final String NAME = "io/managedidentity/bridge/AppendedHooks";

  private final HookDispatcher dispatcher;

  private AppendedBridge(HookDispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  static void connect(HookDispatcher dispatcher) {
    install(new AppendedBridge(dispatcher));
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
