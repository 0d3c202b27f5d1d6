package io.managedidentity.probe;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;

/**
 * Sets every JVM-wide default that reaches into HTTP, calls the URL past them, and prints which of
 * the defaults were asked, and for what. Arguments: URL, port of a proxy.
 */
public final class GuestRulesProgram {
  private GuestRulesProgram() {}

  public static void main(String[] args) throws Exception {
    String own = new URL(args[0]).getAuthority();
    int proxyPort = Integer.parseInt(args[1]);
    Authenticator.setDefault(new Login());
    CookieHandler.setDefault(new Cookies(own));
    ProxySelector.setDefault(new Proxies(own, proxyPort));
    HttpsURLConnection.setDefaultHostnameVerifier(
        (host, session) -> {
          System.out.println("verifier " + host);
          return false;
        });
    HttpURLConnection.setFollowRedirects(false);
    HttpURLConnection connection =
        (HttpURLConnection) new URL(args[0]).openConnection(Proxy.NO_PROXY);
    System.out.println("status " + connection.getResponseCode());
  }

  private static final class Login extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      System.out.println("authenticator " + getRequestingURL());
      return new PasswordAuthentication("user", "password".toCharArray());
    }
  }

  private static final class Cookies extends CookieHandler {
    private final String own;

    Cookies(String own) {
      this.own = own;
    }

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
      if (!uri.getAuthority().equals(own)) {
        System.out.println("cookies for " + uri);
      }
      return Collections.singletonMap("Cookie", Collections.singletonList("session=own"));
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) {
      if (!uri.getAuthority().equals(own)) {
        System.out.println("cookies from " + uri);
      }
    }
  }

  private static final class Proxies extends ProxySelector {
    private final String own;
    private final int proxyPort;

    Proxies(String own, int proxyPort) {
      this.own = own;
      this.proxyPort = proxyPort;
    }

    @Override
    public List<Proxy> select(URI uri) {
      if (!uri.getAuthority().equals(own)) {
        System.out.println("proxy for " + uri);
      }
      return Collections.singletonList(
          new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxyPort)));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      System.out.println("proxy failed for " + uri);
    }
  }
}
