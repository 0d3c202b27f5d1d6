package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/** Is told what happened to a mapped request on its connection. */
interface Sending {
  /** Where the request is to go. */
  HttpRoute route();

  /** What it waited for, if it did. */
  @Nullable RouteInjection decided();

  /** Null if there is none that may be edited. */
  @Nullable GatheredBody body();

  /** Set if the request is sent once more. */
  @Nullable Resend resend();

  /**
   * @param edit null if the request went out as the application made it
   */
  void written(@Nullable WireEdit edit);

  /** The exception for the application. */
  void refused(HttpException refusal);
}
