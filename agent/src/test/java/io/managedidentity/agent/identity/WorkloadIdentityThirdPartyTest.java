package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.process.SystemProcessLauncher;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import okhttp3.mockwebserver.RecordedRequest;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workload identity with a token endpoint that somebody else wrote, over TLS, and which parses the
 * client assertion as the standards have it (RFC 7521, RFC 7523).
 */
class WorkloadIdentityThirdPartyTest {
  private static final String CLIENT_ID = "11111111-2222-3333-4444-555555555555";
  private static final String TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

  @TempDir private Path folder;
  private MockOAuth2Server server;
  private SSLContext trust;

  @BeforeEach
  void start() throws Exception {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    Path store = folder.resolve("server.p12");
    store(certificate, store);
    trust = trustIn(certificate.certificate());
    server =
        new MockOAuth2Server(
            OAuth2Config.Companion.fromJson(
                "{\"httpServer\":{\"type\":\"MockWebServerWrapper\",\"ssl\":{\"keystoreFile\":\""
                    + store
                    + "\",\"keystorePassword\":\"secret\",\"keyPassword\":\"secret\","
                    + "\"keystoreType\":\"PKCS12\"}}}"));
    server.start();
  }

  @AfterEach
  void stop() {
    server.shutdown();
  }

  @Test
  void exchangesTheAssertionForATokenOfTheScope() throws Exception {
    Path file = folder.resolve("azure-identity-token");
    Files.writeString(file, assertion() + "\n");

    AccessToken token = fetch(file, "https://localhost:" + port() + "/");

    SignedJWT parsed = SignedJWT.parse(token.value());
    assertEquals("workload-identity", token.source());
    assertEquals(3599, token.expiresInSeconds(), 2);
    assertEquals(
        List.of("https://vault.azure.net/.default"), parsed.getJWTClaimsSet().getAudience());
    RecordedRequest request = server.takeRequest();
    assertEquals("/" + TENANT + "/oauth2/v2.0/token", request.getPath());
    assertNotNull(request.getHeader("x-ms-client-request-id"));
  }

  /** A token that was got by an exchange is refused as an assertion (AADSTS700231). */
  @Test
  void givesThePodsOwnTokenAsAssertionForRegistrations() throws Exception {
    Path file = folder.resolve("azure-identity-token");
    String own = assertion();
    Files.writeString(file, own + "\n");

    AccessToken token =
        fetch(file, "https://localhost:" + port() + "/", "api://AzureADTokenExchange");

    assertEquals(own, token.value());
    assertTrue(token.expiresInSeconds() > 0, token::toString);
  }

  @Test
  void showsTheEndpointsOwnReason() throws Exception {
    Path file = folder.resolve("azure-identity-token");
    Files.writeString(file, "not.a.jwt");

    TokenException failure =
        assertThrows(TokenException.class, () -> fetch(file, "https://localhost:" + port() + "/"));

    assertEquals("workload_identity_request_failed", failure.code());
    assertEquals(400, failure.status());
    assertTrue(
        failure.getMessage().startsWith("Workload identity answered 400 invalid_request"),
        failure.getMessage());
  }

  private AccessToken fetch(Path file, String authority) throws Exception {
    return fetch(file, authority, "https://vault.azure.net");
  }

  private AccessToken fetch(Path file, String authority, String resource) throws Exception {
    Map<String, String> variables =
        Map.of(
            "AZURE_AUTHORITY_HOST", authority,
            "AZURE_CLIENT_ID", CLIENT_ID,
            "AZURE_TENANT_ID", TENANT,
            "AZURE_FEDERATED_TOKEN_FILE", file.toString());
    SourceHost host =
        new SourceHost(
            new MapEnvironment(variables),
            new SystemFiles(),
            AgentClock.SYSTEM,
            new SystemProcessLauncher(),
            new EndpointClient(EndpointAddresses.OF_THIS_HOST, () -> trust, AgentClock.SYSTEM),
            new AgentLog(LogLevel.OFF, (level, message) -> {}),
            RetryJitter.NONE,
            null);
    return new IdentityTokenFetcher(host)
        .fetch(new TokenRequest(resource, ManagedIdentityId.systemAssigned(), List.of(), null));
  }

  private int port() {
    return server.tokenEndpointUrl("any").port();
  }

  /** Signed, for this endpoint, and about the client itself. */
  private String assertion() throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).generate();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(CLIENT_ID)
            .subject(CLIENT_ID)
            .audience(server.tokenEndpointUrl(TENANT + "/oauth2/v2.0").toString())
            .issueTime(Date.from(Instant.now()))
            .expirationTime(Date.from(Instant.now().plusSeconds(60)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    SignedJWT assertion = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
    assertion.sign(new RSASSASigner(key));
    return assertion.serialize();
  }

  private static void store(HeldCertificate certificate, Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        certificate.keyPair().getPrivate(),
        "secret".toCharArray(),
        new X509Certificate[] {certificate.certificate()});
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "secret".toCharArray());
    }
  }

  private static SSLContext trustIn(X509Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
