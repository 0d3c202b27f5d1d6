package io.managedidentity.agent.identity;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.JvmTlsTrust;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.identity.process.SystemProcessLauncher;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.util.List;

/**
 * Fetches a token from each URL of its arguments, in a JVM with little memory; prints a line for
 * each: what came, how many tries, milliseconds. Pauses take no time.
 */
final class ChaosProgram {
  static final int EXCHANGE_MILLIS = 400;

  private ChaosProgram() {}

  public static void main(String[] urls) throws Exception {
    for (String url : urls) {
      long start = System.nanoTime();
      String outcome = fetch(url);
      System.out.println(outcome + " " + (System.nanoTime() - start) / 1_000_000);
    }
  }

  private static String fetch(String url) throws InterruptedException {
    AgentClock clock = new HastyClock();
    SourceHost host =
        new SourceHost(
            new OneEndpoint(url),
            new SystemFiles(),
            clock,
            new SystemProcessLauncher(),
            new EndpointClient(EndpointAddresses.OF_THIS_HOST, new JvmTlsTrust(), clock),
            new AgentLog(LogLevel.OFF, (level, message) -> {}),
            RetryJitter.NONE,
            new Timeouts(EXCHANGE_MILLIS, EXCHANGE_MILLIS));
    TokenRequest request =
        new TokenRequest(
            "https://vault.azure.net", ManagedIdentityId.systemAssigned(), List.of(), null);
    try {
      return new IdentityTokenFetcher(host).fetch(request).value() + " 200 1";
    } catch (TokenException e) {
      return e.code() + " " + e.status() + " " + e.attempts();
    }
  }

  private record OneEndpoint(String url) implements Environment {
    @Override
    public String variable(String name) {
      return switch (name) {
        case "IDENTITY_ENDPOINT" -> url;
        case "IDENTITY_HEADER" -> "chaos-header";
        default -> null;
      };
    }

    @Override
    public String osName() {
      return "Linux";
    }
  }

  private static final class HastyClock implements AgentClock {
    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void sleep(long millis) {
      // a retry's pause is nothing to wait for here
    }
  }
}
