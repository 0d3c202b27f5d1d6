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

  /** With its whole id, since somebody has to look it up; no log line has more than its end. */
  public String getIdentity() {
    return status.request().identity().inFull();
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

  /** When it is asked for again; null if nobody has asked for it yet. */
  public @Nullable Date getNextRefresh() {
    Long due = status.dueMillis();
    return due == null ? null : new Date(nowMillis + due);
  }

  /** Whether a request gets it now. */
  public boolean isUsable() {
    return status.outlook() == TokenStatus.Outlook.TOKEN;
  }

  /** Code and message of the last failure; null since a token came. */
  public @Nullable String getLastError() {
    TokenException failure = status.failure();
    return failure == null ? null : failure.code() + ": " + failure.getMessage();
  }
}
