package io.managedidentity.agent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.managedidentity.agent.identity.http.TlsTrust;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Certificates of test servers: of a test authority, or those that stand for a vector's prints. */
public final class TestCertificates {
  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("test authority").build();

  private TestCertificates() {}

  /** Trust in the test authority only. */
  public static TlsTrust trust() {
    SSLContext context =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(AUTHORITY.certificate())
            .build()
            .sslContext();
    return () -> context;
  }

  /** The same as a store. */
  public static KeyStore trustStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", AUTHORITY.certificate());
    return store;
  }

  /** A server whose certificate was good until a day ago. */
  public static SSLContext expiredServerFor(String host) {
    return serverFor(host, -2, -1);
  }

  /** A server whose certificate is good from tomorrow. */
  public static SSLContext earlyServerFor(String host) {
    return serverFor(host, 1, 2);
  }

  private static SSLContext serverFor(String host, int firstDay, int lastDay) {
    long day = Duration.ofDays(1).toMillis();
    long now = System.currentTimeMillis();
    return context(
        new HeldCertificate.Builder()
            .signedBy(AUTHORITY)
            .addSubjectAlternativeName(host)
            .validityInterval(now + firstDay * day, now + lastDay * day)
            .build());
  }

  /** A server that the test authority vouches for. */
  public static SSLContext serverFor(String... hosts) {
    HeldCertificate.Builder leaf = new HeldCertificate.Builder().signedBy(AUTHORITY);
    for (String host : hosts) {
      leaf.addSubjectAlternativeName(host);
    }
    return context(leaf.build());
  }

  public static SSLContext context(HeldCertificate leaf, X509Certificate... chain) {
    return new HandshakeCertificates.Builder().heldCertificate(leaf, chain).build().sslContext();
  }

  /** A self-signed certificate, as Service Fabric has. */
  public static HeldCertificate selfSigned() {
    return new HeldCertificate.Builder().commonName("service fabric node").build();
  }

  public static String thumbprint(X509Certificate certificate) throws Exception {
    byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded());
    return HexFormat.of().withUpperCase().formatHex(sha1);
  }

  /** The vector's made-up thumbprints, each with a real certificate. */
  static final class Stand {
    private final Map<String, HeldCertificate> byPrint = new TreeMap<>();
    private final SSLContext context;

    Stand(JsonNode tls) {
      HeldCertificate leaf = named(tls.path("serverCertSha1").asText());
      X509Certificate[] chain = new X509Certificate[tls.path("chainSha1").size()];
      int used = 0;
      for (JsonNode print : tls.path("chainSha1")) {
        HeldCertificate certificate = named(print.asText());
        if (certificate != leaf) {
          chain[used++] = certificate.certificate();
        }
      }
      context = TestCertificates.context(leaf, Arrays.copyOf(chain, used));
    }

    SSLContext context() {
      return context;
    }

    /** The variable's text with real digits in place of the vector's; marks and case stay. */
    String real(String variable) throws Exception {
      String digits = variable.replaceAll("[^0-9A-Fa-f]", "").toUpperCase(Locale.ROOT);
      HeldCertificate certificate = byPrint.get(digits);
      if (certificate == null) {
        return variable;
      }
      boolean lower = variable.equals(variable.toLowerCase(Locale.ROOT));
      String real = thumbprint(certificate.certificate());
      real = lower ? real.toLowerCase(Locale.ROOT) : real;
      StringBuilder text = new StringBuilder();
      int next = 0;
      for (char c : variable.toCharArray()) {
        text.append(Character.digit(c, 16) >= 0 ? real.charAt(next++) : c);
      }
      return text.toString();
    }

    private HeldCertificate named(String print) {
      String key = print.replaceAll("[^0-9A-Fa-f]", "").toUpperCase(Locale.ROOT);
      return byPrint.computeIfAbsent(key, unused -> selfSigned());
    }
  }
}
