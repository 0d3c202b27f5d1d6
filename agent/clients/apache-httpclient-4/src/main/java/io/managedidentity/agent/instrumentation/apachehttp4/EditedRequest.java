package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.injection.WireEdit;
import org.apache.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** A request as it is written, beside the one that the client made. */
interface EditedRequest extends HttpRequest {
  HttpRequest original();

  /** Null if it is sent as the application made it. */
  @Nullable WireEdit edit();
}
