package io.managedidentity.agent.instrumentation.vendorurlconnection;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.managedidentity.agent.token.GivenUp;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.List;
import java.util.Map;

/**
 * Sets request properties before the connection is made, which is the only way without the vendor's
 * classes. A property stays set while the connection lives, so this is done only if the connection
 * makes a single request, to its own URL: without redirects, and without a tunnel.
 */
public final class VendorUrlConnectionHook extends VendorUrlConnectionHandlers {
  private static final String FOLLOWS =
      "The connection follows redirects itself and would take the token along: call"
          + " setInstanceFollowRedirects(false), or use another client.";
  private static final String TUNNEL =
      "The connection goes through a proxy, and its CONNECT could carry the token: reach the host"
          + " without a proxy, or use another client.";
  private static final String REMOVES =
      "The mapping removes a header or query parameter, which this kind of connection does not"
          + " allow: remove it in the application, or use another client.";

  private final ClientInjector injector;
  private final WeakIdentityMap<Boolean> decided = new WeakIdentityMap<>();

  public VendorUrlConnectionHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected void used(HttpURLConnection connection) throws Exception {
    if (decided.get(connection) == null) {
      decide(connection);
    }
  }

  private void decide(HttpURLConnection connection) throws Deliberate {
    URL url = connection.getURL();
    String target = url.getFile().isEmpty() ? "/" : url.getFile();
    RouteInjection injection =
        injector.match(url.getProtocol(), url.getHost(), url.getPort(), method(connection), target);
    if (injection == null) {
      return;
    }
    decided.put(connection, Boolean.TRUE);
    boolean isLookedAt = injection.onlyLooks();
    if (!isLookedAt && connection.getInstanceFollowRedirects()) {
      injection.leaveAlone(FOLLOWS);
      return;
    }
    if (!isLookedAt && url.getProtocol().equals("https") && isProxied(url)) {
      injection.leaveAlone(TUNNEL);
      return;
    }
    HeaderList headers = headers(connection);
    if (!isLookedAt && !injection.onlySetsHeaders(headers, target)) {
      injection.leaveAlone(REMOVES);
      return;
    }
    try {
      WireEdit edit = injection.edit(headers, target, null, GivenUp.NEVER);
      if (edit != null) {
        set(connection, edit.headers());
      }
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage()));
    }
  }

  /** A body makes a POST of a GET, as in the JDK's own. */
  private static String method(HttpURLConnection connection) {
    String method = connection.getRequestMethod();
    return method.equals("GET") && connection.getDoOutput() ? "POST" : method;
  }

  private static boolean isProxied(URL url) {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return false;
    }
    try {
      for (Proxy proxy : selector.select(new URI("https", url.getHost(), "/", null))) {
        if (proxy.type() != Proxy.Type.DIRECT) {
          return true;
        }
      }
      return false;
    } catch (URISyntaxException e) {
      return true; // nobody knows
    }
  }

  private static HeaderList headers(HttpURLConnection connection) {
    HeaderList headers = new HeaderList();
    for (Map.Entry<String, List<String>> header : connection.getRequestProperties().entrySet()) {
      for (String value : header.getValue()) {
        headers.add(header.getKey(), value == null ? "" : value);
      }
    }
    return headers;
  }

  /** Under the application's own spelling, in case the vendor's look-up is case-sensitive. */
  private static void set(HttpURLConnection connection, HeaderList edited) {
    HeaderList before = headers(connection);
    for (int i = 0; i < edited.size(); i++) {
      String name = edited.name(i);
      String value = edited.value(i);
      if (!value.equals(before.first(name))) {
        connection.setRequestProperty(spelling(before, name), value);
      }
    }
  }

  private static String spelling(HeaderList before, String name) {
    for (int i = 0; i < before.size(); i++) {
      if (before.name(i).equalsIgnoreCase(name)) {
        return before.name(i);
      }
    }
    return name;
  }
}
