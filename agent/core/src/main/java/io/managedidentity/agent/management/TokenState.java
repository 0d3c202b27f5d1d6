package io.managedidentity.agent.management;

import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenStatus;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** What may be shown of one token, and never the token; getters, since JMX shows it. */
@SuppressWarnings("JavaUtilDate") // the one time that JMX has an open type for
public final class TokenState {
  private final TokenStatus status;
  private final long nowMillis;

  TokenState(TokenStatus status, long nowMillis) {
    this.status = status;
    this.nowMillis = nowMillis;
  }

  public String getResource() {
    return status.request().resource();
  }

  public String getIdentity() {
    return status.request().identity().toString();
  }

  /** Id of the source that gave it; null if there was none yet. */
  public @Nullable String getSource() {
    return status.source();
  }

  public @Nullable Date getExpires() {
    Long left = status.remainingMillis();
    return left == null ? null : new Date(nowMillis + left);
  }

  public @Nullable Date getLastRefresh() {
    Long age = status.ageMillis();
    return age == null ? null : new Date(nowMillis - age);
  }

  /** Code and message of the last failure; null since a token came. */
  public @Nullable String getLastError() {
    TokenException failure = status.failure();
    return failure == null ? null : failure.code() + ": " + failure.getMessage();
  }
}
