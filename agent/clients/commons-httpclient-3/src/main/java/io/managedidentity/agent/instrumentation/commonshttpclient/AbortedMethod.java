package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.token.GivenUp;
import org.apache.commons.httpclient.HttpMethodBase;

/** Whether the application has called {@code HttpMethod.abort}. */
final class AbortedMethod implements GivenUp {
  private final HttpMethodBase method;

  AbortedMethod(HttpMethodBase method) {
    this.method = method;
  }

  @Override
  public boolean isGivenUp() {
    return method.isAborted();
  }
}
