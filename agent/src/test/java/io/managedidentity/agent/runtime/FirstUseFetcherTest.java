package io.managedidentity.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.Environment;
import io.managedidentity.agent.identity.FileAccess;
import io.managedidentity.agent.identity.IdentityTokenFetcher;
import io.managedidentity.agent.identity.RetryJitter;
import io.managedidentity.agent.identity.SourceHost;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.JvmTlsTrust;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.identity.process.SystemProcessLauncher;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.FetchOptions;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FirstUseFetcherTest {
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void saysThatThereIsNoIdentityAndAsksNoMore() throws Exception {
    AgentLog log = new AgentLog(LogLevel.OFF, (level, message) -> {});
    InetSocketAddress closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = new InetSocketAddress("127.0.0.1", socket.getLocalPort());
    }
    FirstUseFetcher fetcher =
        new FirstUseFetcher(
            new TokenInjector(log), log, new IdentityTokenFetcher(emptyHost(closed, log)));
    TokenRequest request =
        new TokenRequest(
            "https://vault.azure.net", ManagedIdentityId.systemAssigned(), List.of(), null);

    TokenException failure =
        assertThrows(TokenException.class, () -> fetcher.fetch(request, FetchOptions.NONE));
    int before = asked.get();
    assertThrows(TokenException.class, () -> fetcher.fetch(request, FetchOptions.NONE));

    assertEquals(
        "IMDS does not answer, and no other identity source was found on this host. Outside Azure"
            + " name a source, such as \"source\": \"azure-cli\".",
        failure.getMessage());
    assertEquals("managed_identity_unreachable_network", failure.code());
    assertEquals(before, asked.get());
  }

  /** No variable, no file, and nobody at any address. */
  private SourceHost emptyHost(InetSocketAddress closed, AgentLog log) {
    Environment environment =
        new Environment() {
          @Override
          public String variable(String name) {
            return null;
          }

          @Override
          public String osName() {
            return "Linux";
          }
        };
    FileAccess noFiles =
        new FileAccess() {
          @Override
          public boolean exists(String path) {
            return false;
          }

          @Override
          public byte[] read(String path, int maxBytes, boolean followLinks) {
            throw new AssertionError("no file is read");
          }
        };
    return new SourceHost(
        environment,
        noFiles,
        AgentClock.SYSTEM,
        new SystemProcessLauncher(),
        new EndpointClient(
            (host, port) -> {
              asked.incrementAndGet();
              return new InetSocketAddress[] {closed};
            },
            new JvmTlsTrust(),
            AgentClock.SYSTEM),
        log,
        RetryJitter.NONE,
        new Timeouts(1000, 2000));
  }
}
