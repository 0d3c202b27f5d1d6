package io.managedidentity.agent.instrumentation.okhttp2;

import io.managedidentity.agent.injection.WireEdit;

/** A request with its token that is on the wire. Immutable. */
final class Sent {
  final WireEdit edit;
  final CallState call;

  Sent(WireEdit edit, CallState call) {
    this.edit = edit;
    this.call = call;
  }
}
