package io.managedidentity.agent.instrumentation.javahttpclient;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What an exchange waits for, which its client may cancel. */
interface Waiting {
  /** The client cancels the exchange, or its time is up; whoever waits for it is told at once. */
  void end(@Nullable IOException cause);
}
