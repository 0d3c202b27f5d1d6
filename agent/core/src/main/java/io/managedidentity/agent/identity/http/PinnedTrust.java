package io.managedidentity.agent.identity.http;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts one certificate, named by the SHA-1 of its DER encoding (R-SF). Extends the extended class
 * because JSSE wraps a plain trust manager in checks of its own, which refuse a self-signed
 * certificate. SHA-1 is what Service Fabric hands out; a second preimage of it is not feasible.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final String expected;

  /**
   * @param thumbprint 40 hex digits in any case
   */
  PinnedTrust(String thumbprint) {
    this.expected = thumbprint.toUpperCase(Locale.ROOT);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    String actual = thumbprint(chain[0]);
    if (!MessageDigest.isEqual(bytes(actual), bytes(expected))) {
      throw new CertificateException(
          "the server's certificate has the thumbprint " + actual + ", expected is " + expected);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this context is for clients only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static String thumbprint(X509Certificate certificate) throws CertificateException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded());
      StringBuilder hex = new StringBuilder(40);
      for (byte b : digest) {
        hex.append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new CertificateException(e); // every JVM has it
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
