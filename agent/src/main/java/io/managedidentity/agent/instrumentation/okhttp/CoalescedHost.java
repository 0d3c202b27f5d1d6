package io.managedidentity.agent.instrumentation.okhttp;

import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Over HTTP/2 the client sends requests to a second host over a connection that it made for the
 * first one, where both have one address and the certificate names both. What TLS proves of such a
 * host is the certificate: whether its names cover the host (RFC 6125, 6.4).
 */
final class CoalescedHost {
  private static final Integer DNS_NAME = 2; // RFC 5280, 4.2.1.6

  private CoalescedHost() {}

  static boolean isProven(@Nullable Socket socket, String host) {
    if (!(socket instanceof SSLSocket)) {
      return false;
    }
    SSLSession session = ((SSLSocket) socket).getSession();
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0
          && chain[0] instanceof X509Certificate
          && covers((X509Certificate) chain[0], host.toLowerCase(Locale.ROOT));
    } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
      return false;
    }
  }

  private static boolean covers(X509Certificate certificate, String host)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return false;
    }
    for (List<?> name : names) {
      if (DNS_NAME.equals(name.get(0)) && covers(String.valueOf(name.get(1)), host)) {
        return true;
      }
    }
    return false;
  }

  /** A wildcard stands for one whole label, the leftmost. */
  static boolean covers(String pattern, String host) {
    String name = pattern.toLowerCase(Locale.ROOT);
    int dot = host.indexOf('.');
    return name.startsWith("*.")
        ? dot > 0 && name.indexOf('.', 2) > 0 && name.substring(1).equals(host.substring(dot))
        : name.equals(host);
  }
}
