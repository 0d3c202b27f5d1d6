package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import org.jspecify.annotations.Nullable;

/** A method that is under way: how it was edited, and whether it is sent once more. Immutable. */
final class Exchange {
  final @Nullable WireEdit edit;
  final @Nullable Resend resend;

  Exchange(@Nullable WireEdit edit, @Nullable Resend resend) {
    this.edit = edit;
    this.resend = resend;
  }
}
