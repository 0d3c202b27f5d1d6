package io.managedidentity.agent.identity;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.process.SystemProcessLauncher;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.security.cert.X509Certificate;
import java.util.Map;
import okhttp3.tls.HandshakeCertificates;

/** The fetcher with variables of a test and trust in one certificate; all else is the machine's. */
public final class TestFetcher {
  private final IdentityTokenFetcher fetcher;

  public TestFetcher(Map<String, String> variables, X509Certificate trusted) {
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder().addTrustedCertificate(trusted).build();
    fetcher =
        new IdentityTokenFetcher(
            new SourceHost(
                new MapEnvironment(variables),
                new SystemFiles(),
                AgentClock.SYSTEM,
                new SystemProcessLauncher(),
                new EndpointClient(
                    EndpointAddresses.OF_THIS_HOST, trust::sslContext, AgentClock.SYSTEM),
                new AgentLog(LogLevel.OFF, (level, message) -> {}),
                RetryJitter.NONE,
                null));
  }

  public AccessToken fetch(TokenRequest request) throws TokenException, InterruptedException {
    return fetcher.fetch(request);
  }
}
