package io.managedidentity.agent.instrumentation;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Whether the certificate of a TLS session names a host (RFC 6125, 6.4): what TLS proves if the
 * session was made under another name, as with HTTP/2 connections that serve two hosts.
 */
public final class CertificateNames {
  private static final Integer DNS_NAME = 2; // RFC 5280, 4.2.1.6
  private static final Integer IP_ADDRESS = 7;

  private CertificateNames() {}

  public static boolean cover(SSLSession session, String host) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0
          && chain[0] instanceof X509Certificate
          && cover((X509Certificate) chain[0], host.toLowerCase(Locale.ROOT));
    } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
      return false;
    }
  }

  private static boolean cover(X509Certificate certificate, String host)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return false;
    }
    for (List<?> name : names) {
      String text = String.valueOf(name.get(1));
      boolean isNamed =
          DNS_NAME.equals(name.get(0))
              ? matches(text, host)
              : IP_ADDRESS.equals(name.get(0)) && text.equals(host);
      if (isNamed) {
        return true;
      }
    }
    return false;
  }

  /** A wildcard stands for one whole label, the leftmost. */
  static boolean matches(String pattern, String host) {
    String name = pattern.toLowerCase(Locale.ROOT);
    int dot = host.indexOf('.');
    return name.startsWith("*.")
        ? dot > 0 && name.indexOf('.', 2) > 0 && name.substring(1).equals(host.substring(dot))
        : name.equals(host);
  }
}
