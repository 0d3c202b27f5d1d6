package io.managedidentity.agent.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.managedidentity.agent.identity.TestCertificates;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

class WitnessTrustTest {
  private static final int ROUNDS = 20;

  @Test
  void provesNoNameWithoutASocket() throws Exception {
    WitnessTrust trust = new WitnessTrust(TestCertificates.trustStore());
    SSLEngine client = engine(trust.context(), true);
    SSLEngine server = engine(TestCertificates.serverFor("api.corp.com"), false);

    SSLHandshakeException refusal =
        assertThrows(SSLHandshakeException.class, () -> shakeHands(client, server));

    Throwable cause = refusal;
    while (!(cause instanceof CertificateException)) {
      cause = cause.getCause();
    }
    assertEquals("without a connection no name is proven", cause.getMessage());
    assertNull(trust.protocol());
  }

  @Test
  void needsATrustManagerThatProvesNames() {
    GeneralSecurityException refused =
        assertThrows(GeneralSecurityException.class, () -> WitnessTrust.judge(new TrustManager[0]));

    assertEquals("this JVM has no trust manager that proves names", refused.getMessage());
  }

  private static SSLEngine engine(SSLContext context, boolean isClient) {
    SSLEngine engine = context.createSSLEngine("api.corp.com", 443);
    engine.setUseClientMode(isClient);
    return engine;
  }

  private static void shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    for (int i = 0; i < ROUNDS; i++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
  }

  /** Takes what has come, and says what there is to say. */
  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(1 << 16);
    in.flip();
    if (in.hasRemaining()) {
      engine.unwrap(in, plain);
    }
    in.compact();
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    engine.wrap(ByteBuffer.allocate(0), out);
  }
}
