package io.managedidentity.agent.instrumentation.axis;

import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.InFlight;

/**
 * A mapped request that is on the wire. Kept beside the holder of its socket, and does not hold it.
 */
final class InFlightCall extends InFlight {
  /** Of {@code writeToSocket}: sender, nothing in place of the holder, context, URL, … */
  final Object[] call;

  InFlightCall(Object[] call, WireEdit edit) {
    super(edit);
    this.call = call.clone();
    this.call[AxisHook.HOLDER] = null;
  }
}
