package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.ExistingAuthorization;
import io.managedidentity.agent.secrets.AuthorizationValue;
import io.managedidentity.agent.secrets.SecretKind;

/** Whether an authorization of the application stays if a mapping would inject. */
public final class AuthorizationPolicy {
  private AuthorizationPolicy() {}

  /**
   * @param existing value that the application put into the header
   */
  public static boolean keeps(ExistingAuthorization policy, String existing) {
    switch (policy) {
      case REPLACE:
        return false;
      case KEEP:
        return true;
      default:
        SecretKind kind = AuthorizationValue.kind(existing);
        return kind == null || kind == SecretKind.ENTRA_TOKEN;
    }
  }
}
