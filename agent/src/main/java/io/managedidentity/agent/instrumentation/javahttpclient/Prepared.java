package io.managedidentity.agent.instrumentation.javahttpclient;

import io.managedidentity.agent.injection.WireEdit;
import java.net.http.HttpHeaders;

/** The edit of one request object. Immutable. */
final class Prepared {
  /** The application's headers without those that were replaced or removed. */
  final HttpHeaders headers;

  final String fromTarget;
  final String toTarget;
  final WireEdit edit;

  Prepared(HttpHeaders headers, String fromTarget, WireEdit edit) {
    this.headers = headers;
    this.fromTarget = fromTarget;
    this.toTarget = edit.target();
    this.edit = edit;
  }
}
