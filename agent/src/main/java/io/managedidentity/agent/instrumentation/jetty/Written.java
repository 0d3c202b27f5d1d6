package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import org.jspecify.annotations.Nullable;

/** A mapped request that is on the wire. Immutable. */
final class Written {
  final Sending sending;

  /** The first sending of the same call; of a request that was not rejected, its own. */
  final Sending original;

  /** When the call was first sent, by {@link System#nanoTime}. */
  final long firstNanos;

  /** Null where it goes out as the application made it. */
  final @Nullable WireEdit edit;

  final HeaderList headers;
  final String target;

  private Written(
      Sending sending,
      Sending original,
      long firstNanos,
      @Nullable WireEdit edit,
      HeaderList headers,
      String target) {
    this.sending = sending;
    this.original = original;
    this.firstNanos = firstNanos;
    this.edit = edit;
    this.headers = headers;
    this.target = target;
  }

  static Written first(Sending sending, WireEdit edit) {
    return new Written(sending, sending, System.nanoTime(), edit, edit.headers(), edit.target());
  }

  /** The same call by another request, whose own headers and target do not count. */
  Written again(Sending other, HeaderList asMade, @Nullable WireEdit newEdit) {
    return newEdit == null
        ? new Written(other, original, firstNanos, null, asMade, original.target())
        : new Written(other, original, firstNanos, newEdit, newEdit.headers(), newEdit.target());
  }
}
