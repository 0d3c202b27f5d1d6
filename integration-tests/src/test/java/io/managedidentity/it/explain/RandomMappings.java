package io.managedidentity.it.explain;

import io.managedidentity.it.explain.ExplainIdentity.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random mapping file, made of what {@code docs/configuration.md} has. */
final class RandomMappings {
  /** {@code token.firstTokenWait}, if it is not 0. */
  static final int WAIT_MILLIS = 400;

  static final String PLACEHOLDER = "dummy-in-place-of-a-secret";

  private static final String[] HOSTS = {
    "api.contoso.test",
    "api.contoso.test:8443",
    "api.contoso.test:*",
    "shop.contoso.test",
    "*.contoso.test",
    "*.contoso.test:*",
    "**.fabrikam.test",
    "api-*.fabrikam.test:8443",
    "10.1.2.3",
    "10.1.2.3:*",
    "127.0.0.7:*"
  };
  private static final String[] PATHS = {
    "\"/v2/**\"", "[\"/a/*\", \"/b\"]", "\"/v2/*/x\"", "\"/**/x\"", "[\"/v2/**\", \"/a/**\"]"
  };
  private static final String[] SERVICES = {
    "\"service\": \"key-vault\", \"host\": \"orders.vault.azure.net\"",
    "\"service\": \"storage-blob\", \"host\": \"orders.blob.core.windows.net\"",
    "\"service\": \"storage-queue\", \"host\": \"*.queue.core.windows.net\"",
    "\"service\": \"arm\"",
    "\"service\": \"azure-openai\", \"host\": \"orders.openai.azure.com\""
  };

  /** For a kind that lasts from one file to the next. */
  private static final Kind[] PILLARS = {Kind.FLAKY, Kind.DYING, Kind.SHORT, Kind.FAILING};

  private static final Kind[] KINDS = {
    Kind.WARM,
    Kind.WARM,
    Kind.WARM,
    Kind.WARM,
    Kind.WARM,
    Kind.WARM,
    Kind.FAILING,
    Kind.FAILING,
    Kind.REJECTED,
    Kind.SHORT,
    Kind.DYING,
    Kind.LATE,
    Kind.THROTTLED
  };

  private final Random random;
  private final String label;
  private final List<String> tokens = new ArrayList<>();
  private final List<String> places = new ArrayList<>();
  private boolean isHasty;
  private int made;

  /**
   * @param label of its resources, so that none is known from another file
   */
  RandomMappings(Random random, String label) {
    this.random = random;
    this.label = label;
  }

  String json() {
    List<String> mappings = new ArrayList<>();
    for (int i = 4 + random.nextInt(8); i > 0; i--) {
      mappings.add(random.nextInt(9) == 0 ? service() : random.nextInt(7) == 0 ? login() : plain());
    }
    for (Kind pillar : PILLARS) {
      String name = pillar.name().toLowerCase();
      tokens.add(pillar.of("pillar"));
      mappings.add(
          "\"host\": \"%s.pillar.test\", \"resource\": \"%s\"%s"
              .formatted(name, pillar.of("pillar"), onFailure()));
    }
    isHasty = random.nextInt(10) == 0;
    return "{ \"token\": { \"firstTokenWait\": \"%s\", \"prefetch\": %s },%s \"mappings\": [\n  { %s }\n] }\n"
        .formatted(
            isHasty ? "0s" : WAIT_MILLIS + "ms",
            random.nextInt(8) == 0,
            random.nextInt(16) == 0 ? topMode(mappings.toString()) : "",
            String.join(" },\n  { ", mappings));
  }

  private String topMode(String mappings) {
    String mode = pick("observe", "off", mappings.contains("tokenEndpoint") ? "observe" : "shadow");
    return " \"mode\": \"" + mode + "\",";
  }

  /**
   * What each mapping's token is asked for, in their order: a name with its kind, or a resource.
   */
  List<String> tokens() {
    return tokens;
  }

  /** Whether no request waits for a token. */
  boolean isHasty() {
    return isHasty;
  }

  /** Hosts, with port, that they name. */
  List<String> places() {
    return places;
  }

  private String host() {
    String host = pick(HOSTS);
    places.add(
        host.replace("**", "a.b")
            .replace(":*", pick("", ":8443", ":9000"))
            .replace("*", pick("api", "x", "Shop")));
    return host;
  }

  private String token() {
    String token = pick(KINDS).of(label + made++);
    tokens.add(token);
    return token;
  }

  /** Of one mapping; a token request cannot be repeated. */
  private String mode(boolean mayShadow) {
    return random.nextInt(7) == 0
        ? ", \"mode\": \"" + pick("observe", "off", mayShadow ? "shadow" : "observe") + "\""
        : "";
  }

  private String plain() {
    StringBuilder json = new StringBuilder();
    if (random.nextInt(3) == 0) {
      json.append("\"hosts\": [\"%s\", \"%s\"]".formatted(host(), host()));
    } else {
      json.append("\"host\": \"%s\"".formatted(host()));
    }
    if (random.nextInt(3) == 0) {
      json.append(", \"path\": ").append(pick(PATHS));
    }
    if (random.nextInt(5) == 0) {
      json.append(", \"methods\": ").append(pick("[\"GET\"]", "[\"GET\", \"POST\"]", "[\"PUT\"]"));
    }
    if (random.nextInt(9) == 0) {
      tokens.add("");
      return json + ", \"skip\": true";
    }
    json.append(", \"resource\": \"%s\"".formatted(token()));
    maybe(json, 3, "existingAuthorization", "\"keep\"", "\"replace\"", "\"replace-stored-secret\"");
    maybe(json, 2, "allowPlainHttp", "true");
    maybe(json, 6, "header", "\"x-token\"", "\"api-key\"");
    maybe(json, 6, "format", "\"Token {token}\"", "\"type=aad&sig={token:urlencoded}\"");
    maybe(json, 4, "removeHeaders", "[\"x-api-key\"]", "[\"x-api-key\", \"x-other\"]");
    maybe(json, 4, "removeQuery", "[\"code\"]", "[\"code\", \"sig\", \"sv\"]");
    maybe(
        json,
        5,
        "setHeaders",
        "{ \"x-migrated\": \"1\" }",
        "{ \"x-ms-version\": { \"atLeast\": \"2020-10-02\" } }");
    maybe(json, 6, "fallbackOnRejection", "true");
    return json + common(true);
  }

  private String service() {
    String service = pick(SERVICES);
    tokens.add("");
    places.add(
        service.contains("arm")
            ? "management.azure.com"
            : service.replaceAll(".*\"([^\"]*)\"$", "$1").replace("*", "orders"));
    return service + common(true);
  }

  private String login() {
    String host = pick("login.contoso.test", "login.contoso.test:8443");
    return "\"tokenEndpoint\": \"https://%s/contoso\", \"identity\": { \"resourceId\": \"%s%s\" }%s%s"
        .formatted(
            host,
            ExplainIdentity.IDENTITIES,
            token(),
            random.nextInt(3) == 0 ? ", \"answer\": true" : "",
            common(false));
  }

  private String common(boolean mayShadow) {
    StringBuilder json = new StringBuilder(onFailure());
    maybe(json, 8, "share", "0", "40", "99");
    maybe(json, 8, "placeholder", "\"" + PLACEHOLDER + "\"");
    return json + mode(mayShadow);
  }

  private String onFailure() {
    return random.nextInt(3) == 0 ? ", \"onTokenFailure\": \"fail-request\"" : "";
  }

  private void maybe(StringBuilder json, int oneOf, String key, String... values) {
    if (random.nextInt(oneOf) == 0) {
      json.append(", \"").append(key).append("\": ").append(pick(values));
    }
  }

  @SafeVarargs
  private <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }
}
