package io.managedidentity.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * What an application may set in the client of Jetty 9.4. Of the client: {@code peer} and {@code
 * sni} (names for TLS), {@code uncached} (no TLS session names a host), {@code local} (all names
 * are 127.0.0.1), {@code tlsProxy}, {@code workers} (its own executor). Of a request: {@code total}
 * (its timeout), {@code cancelAfter}, and what its listeners do: {@code queued}, {@code begin} and
 * {@code headers}, each "Name: value" or a name to remove.
 */
final class Jetty9Places {
  private Jetty9Places() {}

  /** TLS with the names that the call says. */
  static SslContextFactory tls(Message call) {
    SslContextFactory tls =
        new SslContextFactory() {
          @Override
          public SSLEngine newSSLEngine(String host, int port) {
            return super.newSSLEngine(call.get("peer", host), port);
          }

          @Override
          public void customize(SSLEngine engine) {
            super.customize(engine);
            if (call.has("sni")) {
              SSLParameters parameters = engine.getSSLParameters();
              parameters.setServerNames(
                  Collections.singletonList(new SNIHostName(call.get("sni"))));
              engine.setSSLParameters(parameters);
            }
          }
        };
    if (call.has("uncached")) {
      tls.setSessionCachingEnabled(false);
      tls.setEndpointIdentificationAlgorithm(null); // there is no name to check
    }
    return tls;
  }

  /** Before the client starts. */
  static void configure(HttpClient client, Message call) {
    if (call.has("workers")) {
      client.setExecutor(new ProbeWorkers());
    }
    if (call.has("local")) {
      client.setSocketAddressResolver(new Loopback());
    }
    if (call.has("tlsProxy")) {
      String[] proxy = call.get("tlsProxy").split(":");
      Origin.Address address = new Origin.Address(proxy[0], Integer.parseInt(proxy[1]));
      HttpProxy made = new HttpProxy(address, true);
      client.getProxyConfiguration().getProxies().add(made);
    }
  }

  static void configure(Request request, Message call) {
    if (call.has("total")) {
      request.timeout(Long.parseLong(call.get("total")), TimeUnit.MILLISECONDS);
    }
    GivingUp.later(call, () -> request.abort(new IOException("given up")));
    request.onRequestQueued(queued -> change(queued, call.all("queued")));
    request.onRequestBegin(begun -> change(begun, call.all("begin")));
    request.onRequestHeaders(written -> change(written, call.all("headers")));
  }

  private static void change(Request request, List<String> lines) {
    for (String line : lines) {
      change(request, line);
    }
  }

  private static void change(Request request, String line) {
    boolean isSet = line.contains(": ");
    String name = isSet ? line.substring(0, line.indexOf(": ")) : line;
    if (isSet) {
      request.getHeaders().put(name, line.substring(name.length() + 2));
    } else {
      request.getHeaders().remove(name);
    }
  }

  private static final class Loopback implements SocketAddressResolver {
    @Override
    public void resolve(String host, int port, Promise<List<InetSocketAddress>> promise) {
      try {
        InetAddress local = InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1});
        promise.succeeded(Collections.singletonList(new InetSocketAddress(local, port)));
      } catch (UnknownHostException e) {
        promise.failed(e);
      }
    }
  }
}
