package io.managedidentity.probe;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * {@code java.net.http} with a TLS context that makes its engines for "localhost", whatever host is
 * asked for.
 *
 * <p>Arguments: URLs, each asked once.
 */
public final class OtherPeerProgram {
  private OtherPeerProgram() {}

  public static void main(String[] args) throws Exception {
    SSLContext real = SSLContext.getDefault();
    SSLContext renaming = new Renaming(new RenamingSpi(real), real);
    HttpClient client = HttpClient.newBuilder().sslContext(renaming).build();
    for (String url : args) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      System.out.println(answer.statusCode() + " " + answer.version());
    }
  }

  private static final class Renaming extends SSLContext {
    Renaming(SSLContextSpi spi, SSLContext real) {
      super(spi, real.getProvider(), real.getProtocol());
    }
  }

  private static final class RenamingSpi extends SSLContextSpi {
    private final SSLContext real;

    RenamingSpi(SSLContext real) {
      this.real = real;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      real.init(keys, trust, random);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return real.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return real.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return real.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return real.createSSLEngine("localhost", port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return real.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return real.getClientSessionContext();
    }
  }
}
