package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.WireEdit;

/** An answer that refuses a token, whose headers are still to come. Immutable. */
final class ComingHead {
  final WireEdit edit;
  final int status;

  ComingHead(WireEdit edit, int status) {
    this.edit = edit;
    this.status = status;
  }
}
