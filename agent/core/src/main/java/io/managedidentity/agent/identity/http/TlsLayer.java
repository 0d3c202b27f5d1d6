package io.managedidentity.agent.identity.http;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS on a connected socket; returns only after a handshake with the server that was meant.
 */
final class TlsLayer {
  private TlsLayer() {}

  static Socket over(Socket plain, EndpointUrl url, TlsTrust trust, @Nullable String thumbprint)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context(trust, thumbprint)
                .getSocketFactory()
                .createSocket(plain, url.host(), url.port(), true);
    try {
      if (thumbprint == null) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      return socket;
    } catch (SSLException e) {
      CertificateException refusal = refusal(e);
      if (refusal == null) {
        throw e;
      }
      throw new TlsRefusedException(String.valueOf(refusal.getMessage()), e);
    }
  }

  private static SSLContext context(TlsTrust trust, @Nullable String thumbprint)
      throws IOException {
    try {
      if (thumbprint == null) {
        return trust.context();
      }
      SSLContext pinned = SSLContext.getInstance("TLS");
      pinned.init(null, new TrustManager[] {new PinnedTrust(thumbprint)}, null);
      return pinned;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be used in this JVM: " + e.getMessage(), e);
    }
  }

  private static @Nullable CertificateException refusal(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return (CertificateException) cause;
      }
    }
    return null;
  }
}
