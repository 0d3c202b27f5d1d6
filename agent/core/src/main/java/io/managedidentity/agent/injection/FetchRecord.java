package io.managedidentity.agent.injection;

import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;

/** What is recorded of one fetch. One of the two methods is called, once. */
public interface FetchRecord {
  void succeeded(AccessToken token);

  void failed(TokenException failure);
}
