package io.managedidentity.it.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HeldCertificate;

/**
 * An authority that programs trust, for servers with a certificate for one name each: what TLS
 * proves is the place.
 */
public final class TestAuthority {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HeldCertificate authority =
      new HeldCertificate.Builder().commonName("test authority").certificateAuthority(0).build();
  private final Path trustStore;

  /**
   * @param folder for the trust store, as long as programs need it
   */
  public TestAuthority(Path folder) throws IOException {
    trustStore = folder.resolve("trust.jks");
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      KeyStore store = KeyStore.getInstance("JKS"); // the one type that 8 and 26 both read
      store.load(null, null);
      store.setCertificateEntry("authority", authority.certificate());
      store.store(out, PASSWORD);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Options that make a JVM trust its servers. */
  public List<String> trustOptions() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + trustStore,
        "-Djavax.net.ssl.trustStorePassword=changeit",
        "-Djavax.net.ssl.trustStoreType=JKS");
  }

  /**
   * @param name host or address
   */
  public SSLContext contextFor(String name) {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .commonName("server")
            .addSubjectAlternativeName(name)
            .signedBy(authority)
            .build();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          certificate.keyPair().getPrivate(),
          PASSWORD,
          new Certificate[] {certificate.certificate(), authority.certificate()});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
