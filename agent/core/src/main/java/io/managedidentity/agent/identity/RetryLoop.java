package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.HttpDate;
import io.managedidentity.agent.identity.http.RetryPolicy;
import io.managedidentity.agent.identity.http.TlsRefusedException;
import io.managedidentity.agent.token.TokenException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tries until there is an answer that more tries would not change, or none are left (R-RETRY). */
final class RetryLoop {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int MAX_SECONDS_DIGITS = 9;

  /** One try: one request, or for Arc a request, its challenge and the second request. */
  interface Try {
    EndpointResponse run() throws IOException, TokenException;
  }

  private final Ask ask;
  private final RetryPolicy policy;
  private int retries;
  private int goneRetries;

  private RetryLoop(Ask ask, RetryPolicy policy) {
    this.ask = ask;
    this.policy = policy;
  }

  /** The last answer, whatever its status. */
  static EndpointResponse run(Ask ask, RetryPolicy policy, Try once)
      throws TokenException, InterruptedException {
    return new RetryLoop(ask, policy).run(once);
  }

  private EndpointResponse run(Try once) throws TokenException, InterruptedException {
    while (true) {
      EndpointResponse response = null;
      IOException fault = null;
      try {
        response = once.run();
      } catch (IOException e) {
        fault = e;
      }
      if (response != null && !policy.retries(response.status())) {
        return response;
      }
      if (fault instanceof TlsRefusedException) {
        throw Unreachable.because(ask, fault);
      }
      int status = response == null ? 0 : response.status();
      long asked = response == null ? 0 : retryAfterMillis(response);
      if (!takeRetry(status) || asked > RetryPolicy.MAX_RETRY_AFTER_MILLIS) {
        ask.retriesUsedUp(asked);
        if (response != null) {
          return response;
        }
        throw Unreachable.because(ask, fault);
      }
      pause(status, asked, fault);
    }
  }

  private boolean takeRetry(int status) {
    return RetryPolicy.isGone(status)
        ? goneRetries++ < RetryPolicy.GONE_RETRIES
        : retries++ < RetryPolicy.RETRIES;
  }

  private void pause(int status, long asked, @Nullable IOException fault)
      throws InterruptedException {
    int used = RetryPolicy.isGone(status) ? goneRetries : retries;
    long pause = Math.max(policy.pauseMillis(status, used - 1), asked);
    if (status == TOO_MANY_REQUESTS) {
      pause += ask.host.jitter.nextMillis();
    }
    String why = fault == null ? " answered " + status : ": " + Unreachable.describe(fault);
    String next = ask.masked(ask.source.label() + why) + ", next try after " + pause + " ms";
    ask.options.pauses(asked == 0 ? next : next + " (Retry-After)");
    if (ask.host.log.isDebugEnabled()) {
      ask.host.log.debug(next);
    }
    ask.host.clock.sleep(pause);
  }

  /** Seconds or an HTTP date (RFC 9110 section 10.2.3); 0 if there is none. */
  private static long retryAfterMillis(EndpointResponse response) {
    String value = response.header("Retry-After");
    if (value == null || value.isEmpty()) {
      return 0;
    }
    long seconds = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < '0' || c > '9') {
        long date = HttpDate.parse(value);
        return date < 0 ? 0 : Math.max(0, date - response.senderWallMillis());
      }
      seconds = i < MAX_SECONDS_DIGITS ? seconds * 10 + (c - '0') : Integer.MAX_VALUE;
    }
    return seconds * 1000;
  }
}
