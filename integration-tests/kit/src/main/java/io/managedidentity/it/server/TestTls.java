package io.managedidentity.it.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * Self-made certificates for all names of the test servers, and a trust store that holds them, for
 * the programs. The key that servers prefer is on a curve: without the JVM's second compiler (see
 * Jdk.FOR_SHORT_LIVES) they sign three times as fast with it as with RSA.
 */
public final class TestTls {
  private static final String PASSWORD = "changeit";
  private static final TestTls SHARED = new TestTls();

  private final HeldCertificate certificate = builder().build();

  /** For clients that offer no suites for such keys, as those on Netty 4.0 on 8. */
  private final HeldCertificate ofRsa = builder().rsa2048().build();

  private final Path trustStore;

  private TestTls() {
    try {
      trustStore = Files.createTempFile("trust", ".jks");
      trustStore.toFile().deleteOnExit();
      KeyStore store =
          KeyStore.getInstance("JKS"); // the one type that 8 and 26 both read without a setting
      store.load(null, null);
      store.setCertificateEntry("test", certificate.certificate());
      store.setCertificateEntry("rsa", ofRsa.certificate());
      try (OutputStream out = Files.newOutputStream(trustStore)) {
        store.store(out, PASSWORD.toCharArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HeldCertificate.Builder builder() {
    return new HeldCertificate.Builder()
        .commonName("localhost")
        .addSubjectAlternativeName("localhost")
        .addSubjectAlternativeName("private.test")
        .addSubjectAlternativeName("127.0.0.1")
        .addSubjectAlternativeName("127.0.0.2")
        .addSubjectAlternativeName("127.0.0.3")
        .addSubjectAlternativeName("127.0.0.4");
  }

  public static TestTls shared() {
    return SHARED;
  }

  /** Options that make a JVM trust the certificate. */
  public String[] trustOptions() {
    return new String[] {
      "-Djavax.net.ssl.trustStore=" + trustStore,
      "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
      "-Djavax.net.ssl.trustStoreType=JKS"
    };
  }

  PrivateKey privateKey() {
    return certificate.keyPair().getPrivate();
  }

  X509Certificate certificate() {
    return certificate.certificate();
  }

  /** For servers that are no Java programs. */
  public String certificatePem() {
    return certificate.certificatePem();
  }

  /** PKCS #8. */
  public String privateKeyPem() {
    return certificate.privateKeyPkcs8Pem();
  }

  /**
   * Key and certificate of an application that Entra knows, as PKCS #12 with the password {@code
   * changeit}. RSA, since the assertions that it signs are RS256 and PS256.
   */
  public static byte[] applicationKeyStore() throws GeneralSecurityException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    storeOf(new HeldCertificate.Builder().commonName("application").rsa2048().build())
        .store(out, PASSWORD.toCharArray());
    return out.toByteArray();
  }

  private static KeyStore storeOf(HeldCertificate... certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (HeldCertificate certificate : certificates) {
      store.setKeyEntry(
          certificate.keyPair().getPrivate().getAlgorithm(),
          certificate.keyPair().getPrivate(),
          PASSWORD.toCharArray(),
          new Certificate[] {certificate.certificate()});
    }
    return store;
  }

  SSLContext serverContext() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(storeOf(certificate, ofRsa), PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SHA-1 of the certificate in hexadecimal, as Service Fabric names it. */
  public String thumbprint() throws GeneralSecurityException {
    byte[] digest =
        MessageDigest.getInstance("SHA-1").digest(certificate.certificate().getEncoded());
    return HexFormat.of().formatHex(digest);
  }

  /** For a MockWebServer. */
  public HandshakeCertificates certificates() {
    return new HandshakeCertificates.Builder().heldCertificate(certificate).build();
  }
}
