package io.managedidentity.agent.instrumentation.axis;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import org.jspecify.annotations.Nullable;

/** A mapped request that is on the wire. Kept beside the holder of its socket, which it has not. */
final class Sent {
  /** Of {@code writeToSocket}: sender, nothing in place of the holder, context, URL, … */
  final Object[] call;

  final WireEdit edit;

  /** Set when it is rejected and goes out once more. */
  @Nullable Resend resend;

  Sent(Object[] call, WireEdit edit) {
    this.call = call.clone();
    this.call[AxisHook.HOLDER] = null;
    this.edit = edit;
  }
}
