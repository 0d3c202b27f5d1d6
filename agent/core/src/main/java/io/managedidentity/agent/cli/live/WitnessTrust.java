package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.identity.http.TlsTrust;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts as the agent itself does, whatever security properties say ({@code JvmTlsTrust}), and
 * keeps what the server showed. One for each connection, so that no session is resumed unseen.
 */
final class WitnessTrust implements TlsTrust {
  private final @Nullable KeyStore roots;
  private volatile boolean isAsked;
  private volatile @Nullable String fault;
  private volatile X509Certificate @Nullable [] chain;
  private volatile @Nullable String protocol;

  /**
   * @param roots whom to trust; null for the JVM's trust store files
   */
  WitnessTrust(@Nullable KeyStore roots) {
    this.roots = roots;
  }

  @Override
  public SSLContext context() throws GeneralSecurityException {
    isAsked = true;
    try {
      return witnessed();
    } catch (GeneralSecurityException e) {
      fault = innermost(e);
      throw e;
    }
  }

  private SSLContext witnessed() throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Witness(judge(factory.getTrustManagers()))}, null);
    return context;
  }

  static X509ExtendedTrustManager judge(TrustManager[] managers) throws GeneralSecurityException {
    for (TrustManager manager : managers) {
      if (manager instanceof X509ExtendedTrustManager) {
        return (X509ExtendedTrustManager) manager;
      }
    }
    throw new GeneralSecurityException("this JVM has no trust manager that proves names");
  }

  private static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** What is wrong with the trust store itself, in the JDK's words; null if nothing is known. */
  @Nullable String fault() {
    return fault;
  }

  /** Whether there was a connection for TLS. */
  boolean isAsked() {
    return isAsked;
  }

  /** The server's own certificate first; null if it showed none. */
  X509Certificate @Nullable [] chain() {
    return chain;
  }

  /** Such as {@code TLSv1.3}; null if the certificate was not believed. */
  @Nullable String protocol() {
    return protocol;
  }

  private final class Witness extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager judge;

    Witness(X509ExtendedTrustManager judge) {
      this.judge = judge;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket)
        throws CertificateException {
      chain = shown.clone();
      try {
        judge.checkServerTrusted(shown, type, socket);
      } catch (RuntimeException e) { // so the JDK tells of a store that trusts nobody
        fault = innermost(e);
        throw e;
      }
      SSLSession session =
          socket instanceof SSLSocket ? ((SSLSocket) socket).getHandshakeSession() : null;
      protocol = session == null ? "TLS" : session.getProtocol();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String type)
        throws CertificateException {
      throw new CertificateException("without a connection no name is proven");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("without a connection no name is proven");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String type)
        throws CertificateException {
      judge.checkClientTrusted(shown, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket)
        throws CertificateException {
      judge.checkClientTrusted(shown, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String type, SSLEngine engine)
        throws CertificateException {
      judge.checkClientTrusted(shown, type, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return judge.getAcceptedIssuers();
    }
  }
}
