package io.managedidentity.it.explain;

import io.managedidentity.probe.Message;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Random requests, most of them to places that {@link RandomMappings} name or nearly name. */
final class RandomRequests {
  /** Of an Entra token: issuer and audience are what it is told by. */
  private static final String ENTRA =
      "Bearer "
          + part("{\"typ\":\"JWT\",\"alg\":\"RS256\"}")
          + "."
          + part("{\"iss\":\"https://sts.windows.net/t/\",\"aud\":\"https://vault.azure.net\"}")
          + ".c2ln";

  private static final String[] HOSTS = {
    "api.contoso.test",
    "API.Contoso.Test",
    "api.contoso.test",
    "shop.contoso.test",
    "x.shop.contoso.test",
    "contoso.test",
    "a.fabrikam.test",
    "a.b.fabrikam.test",
    "api-eu.fabrikam.test",
    "10.1.2.3",
    "10.1.2.4",
    "127.0.0.7",
    "localhost",
    "flaky.pillar.test",
    "dying.pillar.test",
    "short.pillar.test",
    "failing.pillar.test",
    "orders.vault.azure.net",
    "orders.blob.core.windows.net",
    "orders-secondary.blob.core.windows.net",
    "orders.queue.core.windows.net",
    "management.azure.com",
    "orders.openai.azure.com",
    "login.microsoftonline.com",
    "169.254.169.254",
    "api.contoso.test.",
    "contoso.test.evil.test"
  };
  private static final String[] PORTS = {"", "", "", "", ":443", ":80", ":8443", ":9000"};
  private static final String[] PATHS = {
    "/",
    "/v2/x",
    "/v2",
    "/v2/a/x",
    "/a/b",
    "/b",
    "/V2/x",
    "/v2/../a/b",
    "/a/%2e%2e/v2/x",
    "/v2//x",
    "/v2;p=1/x",
    "/a%2fb/x",
    "/%76%32/x"
  };
  private static final String[] QUERIES = {
    "",
    "",
    "",
    "?code=123456789012345678901&x=1",
    "?sv=2020-01-01&sig=c2lnbmF0dXJl",
    "?api-version=2024-01-01"
  };
  private static final String[] METHODS = {
    "GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"
  };
  private static final String[] AUTHORIZATIONS = {
    "Basic dXNlcjpwYXNzd29yZA==",
    "Bearer opaque-key-of-the-application",
    ENTRA,
    "SharedKey orders:c2lnbmF0dXJl",
    "SharedAccessSignature sr=x&sig=c2ln&se=1&skn=k",
    "Custom words"
  };

  private final Random random;
  private final String proxy;
  private final boolean hasHttpClient;
  private final String[] places;

  /**
   * @param places that mappings name
   * @param proxy that leads everywhere
   * @param hasHttpClient whether {@code java.net.http} is there
   */
  RandomRequests(Random random, List<String> places, String proxy, boolean hasHttpClient) {
    this.places = places.toArray(new String[0]);
    this.random = random;
    this.proxy = proxy;
    this.hasHttpClient = hasHttpClient;
  }

  /**
   * @param number that marks it on the wire
   */
  Message next(int number) {
    boolean isHttpClient = hasHttpClient && random.nextBoolean();
    Message call =
        new Message()
            .add("do", "call")
            .add("client", isHttpClient ? "JavaHttpClientProbe" : "UrlConnectionProbe")
            .add("proxy", proxy)
            .add("follow", "false")
            .add("header", "x-number: " + number);
    return random.nextInt(8) == 0 ? login(call) : plain(call);
  }

  private Message plain(Message call) {
    String method = random.nextInt(60) == 0 ? "TRACE" : pick(METHODS);
    call.add("method", method)
        .add("url", pick("https", "https", "https", "http") + "://" + place());
    if (random.nextInt(20) == 0) {
      call.add("header", "Authorization: Bearer " + RandomMappings.PLACEHOLDER);
    } else if (random.nextInt(2) == 0) {
      call.add("header", pick("Authorization", "authorization") + ": " + pick(AUTHORIZATIONS));
    }
    maybe(call, 5, "x-api-key: key-of-the-application");
    maybe(call, 9, "x-token: own");
    maybe(call, 9, "api-key: own");
    maybe(call, 7, "x-ms-version: " + pick("2019-02-02", "2023-11-03"));
    maybe(call, 14, "Host: api.contoso.test");
    if (method.equals("POST") || method.equals("PUT")) {
      call.add("body", "x=1").add("header", "Content-Type: text/plain");
    }
    return call;
  }

  private String place() {
    boolean isNamed = random.nextInt(3) > 0 && places.length > 0;
    return (isNamed ? pick(places) : pick(HOSTS) + pick(PORTS)) + pick(PATHS) + query();
  }

  private String query() {
    return random.nextInt(25) == 0 ? "?x=" + RandomMappings.PLACEHOLDER : pick(QUERIES);
  }

  /** A token request with a secret, as libraries send it; or what they ask before it. */
  private Message login(Message call) {
    String host = "https://login.contoso.test" + pick("", ":8443");
    if (random.nextInt(4) == 0) {
      return call.add("method", "GET")
          .add("url", host + pick("/common/discovery/instance?api-version=1.1", "/contoso/x"));
    }
    return call.add("method", "POST")
        .add("url", host + pick("/contoso/oauth2/token", "/contoso/oauth2/v2.0/token"))
        .add("header", "Content-Type: application/x-www-form-urlencoded")
        .add(
            "body",
            "grant_type=client_credentials&client_id=app&client_secret=secret-of-the-app"
                + "&scope=api%3A%2F%2Forders%2F.default");
  }

  private void maybe(Message call, int oneOf, String header) {
    if (random.nextInt(oneOf) == 0) {
      call.add("header", header);
    }
  }

  private String pick(String... values) {
    return values[random.nextInt(values.length)];
  }

  private static String part(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes());
  }
}
