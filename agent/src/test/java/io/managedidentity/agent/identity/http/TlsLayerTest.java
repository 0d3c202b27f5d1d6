package io.managedidentity.agent.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.ReceivedRequest;
import io.managedidentity.agent.identity.ScriptedServer;
import io.managedidentity.agent.identity.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class TlsLayerTest {
  private static final Timeouts LIMITS = new Timeouts(2000, 5000);

  @Test
  void believesAServerOfATrustedAuthority() throws Exception {
    try (ScriptedServer server = server(TestCertificates.serverFor("login.example.com"))) {
      assertEquals(204, ask(server, TestCertificates.trust(), null).status());
    }
  }

  @Test
  void refusesAServerOfAnotherName() throws Exception {
    try (ScriptedServer server = server(TestCertificates.serverFor("other.example.com"))) {
      TlsRefusedException refusal =
          assertThrows(
              TlsRefusedException.class, () -> ask(server, TestCertificates.trust(), null));

      assertTrue(refusal.getMessage().contains("login.example.com"), refusal.getMessage());
      assertEquals(0, server.requests().size());
    }
  }

  @Test
  void refusesAnUnknownAuthorityEvenWhereTheApplicationBelievesEverybody() throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLContext careless = SSLContext.getInstance("TLS");
    careless.init(null, new TrustManager[] {new Careless()}, null);
    SSLContext.setDefault(careless);
    try (ScriptedServer server = server(TestCertificates.serverFor("login.example.com"))) {
      assertThrows(TlsRefusedException.class, () -> ask(server, new JvmTlsTrust(), null));

      assertEquals(0, server.requests().size());
    } finally {
      SSLContext.setDefault(before);
    }
  }

  @Test
  void believesOnlyThePinnedCertificateWhateverItsName() throws Exception {
    HeldCertificate pinned = TestCertificates.selfSigned();
    HeldCertificate other = TestCertificates.selfSigned();
    String thumbprint = TestCertificates.thumbprint(pinned.certificate());

    try (ScriptedServer right = server(TestCertificates.context(pinned));
        ScriptedServer wrong = server(TestCertificates.context(other, pinned.certificate()))) {
      assertEquals(204, ask(right, TestCertificates.trust(), thumbprint).status());
      TlsRefusedException refusal =
          assertThrows(
              TlsRefusedException.class, () -> ask(wrong, TestCertificates.trust(), thumbprint));
      assertEquals(
          "the server's certificate has the thumbprint "
              + TestCertificates.thumbprint(other.certificate())
              + ", expected is "
              + thumbprint,
          refusal.getMessage());
      assertEquals(0, wrong.requests().size());
    }
  }

  @Test
  void pinsEvenWhereATrustedAuthorityVouchesForTheServer() throws Exception {
    try (ScriptedServer server = server(TestCertificates.serverFor("login.example.com"))) {
      assertThrows(
          TlsRefusedException.class, () -> ask(server, TestCertificates.trust(), "0".repeat(40)));
    }
  }

  @Test
  void saysThatThereIsNoTls() throws Exception {
    try (ScriptedServer server = server(TestCertificates.serverFor("login.example.com"))) {
      IOException fault =
          assertThrows(
              IOException.class,
              () ->
                  ask(
                      server,
                      () -> {
                        throw new NoSuchAlgorithmException("TLS SSLContext not available");
                      },
                      null));

      assertEquals(
          "TLS cannot be used in this JVM: TLS SSLContext not available", fault.getMessage());
      assertEquals(0, server.requests().size());
    }
  }

  @Test
  void trustsNoClient() throws Exception {
    X509Certificate[] chain = {TestCertificates.selfSigned().certificate()};
    PinnedTrust trust = new PinnedTrust(TestCertificates.thumbprint(chain[0]));

    CertificateException refused =
        assertThrows(CertificateException.class, () -> trust.checkClientTrusted(chain, "RSA"));

    assertEquals("this context is for clients only", refused.getMessage());
  }

  @Test
  void cutsAHandshakeThatDrips() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread dripping = new Thread(() -> dripRecord(server));
      dripping.setDaemon(true);
      dripping.start();
      EndpointClient client =
          new EndpointClient(
              (host, port) ->
                  new InetSocketAddress[] {(InetSocketAddress) server.getLocalSocketAddress()},
              TestCertificates.trust(),
              AgentClock.SYSTEM);
      long start = System.nanoTime();

      IOException fault =
          assertThrows(IOException.class, () -> client.send(request(), new Timeouts(2000, 300)));

      assertFalse(fault instanceof TlsRefusedException, fault.toString());
      assertTrue((System.nanoTime() - start) / 1_000_000 < 3000);
    }
  }

  /** The head of a long handshake record, and then a byte now and then. */
  private static void dripRecord(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(new byte[] {0x16, 3, 3, 0x3F, 0, 2, 0, 0x3E, 0});
      while (true) {
        socket.getOutputStream().write(0);
        Thread.sleep(20);
      }
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt(); // the client has left
    }
  }

  private static EndpointResponse ask(ScriptedServer server, TlsTrust trust, String thumbprint)
      throws IOException {
    EndpointRequest request = request();
    return client(server, trust)
        .send(thumbprint == null ? request : request.pinnedTo(thumbprint), LIMITS);
  }

  private static EndpointRequest request() {
    return EndpointRequest.get(EndpointUrl.known("https://login.example.com/token"))
        .header("secret", "s-1");
  }

  private static EndpointClient client(ScriptedServer server, TlsTrust trust) {
    return new EndpointClient(
        (host, port) -> new InetSocketAddress[] {server.address()}, trust, AgentClock.SYSTEM);
  }

  private static ScriptedServer server(SSLContext context) throws IOException {
    return ScriptedServer.tls(context, TlsLayerTest::answer);
  }

  private static void answer(ReceivedRequest request, Socket socket) throws IOException {
    socket.getOutputStream().write("HTTP/1.1 204 Fine\r\n\r\n".getBytes());
    socket.getOutputStream().flush();
  }

  /** What applications install to get rid of a certificate error. */
  private static final class Careless implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
