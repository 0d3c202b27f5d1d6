package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.token.GivenUp;
import org.apache.commons.httpclient.HttpMethodBase;

/** Whether the application has aborted a method. */
final class MethodState implements GivenUp {
  private final HttpMethodBase method;

  MethodState(HttpMethodBase method) {
    this.method = method;
  }

  @Override
  public boolean isGivenUp() {
    return method.isAborted();
  }
}
