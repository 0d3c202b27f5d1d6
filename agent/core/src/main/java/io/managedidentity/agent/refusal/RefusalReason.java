package io.managedidentity.agent.refusal;

/** Why a service refuses a token. */
public enum RefusalReason {
  /** The token is for another resource. */
  AUDIENCE,
  /** The token is of another tenant, or another cloud. */
  TENANT,
  /** The token is not valid now, by the service's clock. */
  CLOCK,
  /** The identity may not do this. */
  ROLE,
  /** The identity's network may not come in. */
  NETWORK,
  /** The service never does this, or takes no token, as it is set now. */
  SERVICE,
  /** The service did not see the token, or saw a stored secret beside it. */
  REQUEST,
  /** The login host does not take the assertion. */
  FEDERATION,
  /** The service does not say. */
  UNKNOWN
}
