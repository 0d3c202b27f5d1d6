package io.managedidentity.agent.demo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A temporary folder with what the demonstration's processes need: program, key store, mapping.
 * Deleted on close.
 */
final class DemoFolder implements AutoCloseable {
  static final String PASSWORD = "changeit";

  private static final long KEYTOOL_SECONDS = 60;

  private final Path folder;

  DemoFolder() throws IOException {
    folder = Files.createTempDirectory("managed-identity-demo");
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  Path write(String name, String text) throws IOException {
    return Files.write(path(name), text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Puts a program's class where a JVM finds it; in the agent's jar it is hidden from applications.
   */
  void addProgram(String className) throws IOException {
    String file = className.replace('.', '/') + ".class";
    Path target = path(file);
    Files.createDirectories(target.getParent());
    try (InputStream in = DemoFolder.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("the jar has no " + file);
      }
      Files.copy(in, target);
    }
  }

  /**
   * A self-signed certificate for localhost, made by the JDK's keytool; also the trust store of the
   * programs.
   */
  SSLContext makeTls() throws IOException, GeneralSecurityException, InterruptedException {
    Path store = path("tls.p12");
    Process keytool =
        new ProcessBuilder(
                System.getProperty("java.home")
                    + File.separator
                    + "bin"
                    + File.separator
                    + "keytool",
                "-genkeypair",
                "-alias",
                "demo",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "2",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(path("keytool.txt").toFile())
            .start();
    if (!keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      keytool.destroyForcibly();
      throw new IOException(
          "keytool made no certificate: "
              + new String(Files.readAllBytes(path("keytool.txt")), StandardCharsets.UTF_8).trim());
    }
    KeyStore keyStore = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keyStore.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keyStore, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** The certificate alone, in the form that every JDK reads as a trust store. */
  Path trustStore() throws IOException, GeneralSecurityException {
    KeyStore keyStore = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(path("tls.p12"))) {
      keyStore.load(in, PASSWORD.toCharArray());
    }
    KeyStore trust = KeyStore.getInstance("JKS");
    trust.load(null, null);
    trust.setCertificateEntry("demo", keyStore.getCertificate("demo"));
    try (java.io.OutputStream out = Files.newOutputStream(path("trust.jks"))) {
      trust.store(out, PASSWORD.toCharArray());
    }
    return path("trust.jks");
  }

  @Override
  public void close() throws IOException {
    delete(folder.toFile());
  }

  private static void delete(File file) throws IOException {
    File[] children = file.listFiles();
    for (File child : children == null ? new File[0] : children) {
      delete(child);
    }
    Files.deleteIfExists(file.toPath());
  }
}
