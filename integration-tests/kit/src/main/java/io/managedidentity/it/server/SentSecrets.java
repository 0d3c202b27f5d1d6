package io.managedidentity.it.server;

import io.managedidentity.it.jvm.Secrets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stored secrets in requests as a server got them, by the kinds of the product's counters. It
 * is written without the agent's own recognition on purpose: where the two disagree, one of them is
 * wrong. What it calls a secret is a signature made with one, or a value that the test planted.
 */
public final class SentSecrets {
  private static final Pattern LOGIN_HOST =
      Pattern.compile("(.*\\.)?login\\.(microsoftonline\\.com|microsoft\\.com|windows\\.net):\\d+");
  private static final Pattern PART_AUTHORIZATION =
      Pattern.compile("(?im)^authorization: *shared(key|keylite) ");
  private static final Pattern PART_SIGNATURE =
      Pattern.compile("(?m)^[A-Z]+ [^ \\r\\n]*[?&]sig=[^ \\r\\n]* HTTP/1\\.1\\r?$");
  private static final Map<String, String> KEY_HEADERS =
      Map.of(
          "api-key", "api-key",
          "ocp-apim-subscription-key", "subscription-key",
          "x-functions-key", "functions-key",
          "aeg-sas-key", "event-grid-key",
          "aeg-sas-token", "event-grid-key");

  private final List<String> planted;

  /**
   * @param planted the values that an application has in place of keys and passwords; signatures
   *     made with them are found by their form
   */
  public SentSecrets(List<String> planted) {
    this.planted = List.copyOf(planted);
    planted.forEach(Secrets::add);
  }

  /** How often each kind was sent. A request that carries a kind twice counts once for it. */
  public Map<String, Long> count(List<WireRequest> requests) {
    Map<String, Long> counts = new TreeMap<>();
    for (WireRequest request : requests) {
      for (String kind : in(request)) {
        counts.merge(kind, 1L, Long::sum);
      }
    }
    return counts;
  }

  /** The kinds of secrets of one request, each once. */
  public List<String> in(WireRequest request) {
    List<String> kinds = new ArrayList<>();
    for (String value : request.headers("Authorization")) {
      String kind = ofAuthorization(value, request);
      if (kind != null) {
        kinds.add(kind);
      }
    }
    KEY_HEADERS.forEach(
        (header, kind) -> {
          if (!request.headers(header).isEmpty()) {
            kinds.add(kind);
          }
        });
    ofQuery(request.target(), kinds);
    for (String header : List.of("x-ms-copy-source", "x-ms-rename-source")) {
      if (request.headers(header).stream().anyMatch(SentSecrets::isSigned)) {
        kinds.add("sas-copy-source");
      }
    }
    if (PART_AUTHORIZATION.matcher(request.body()).find()
        || PART_SIGNATURE.matcher(request.body()).find()) {
      kinds.add("shared-key-batch");
    }
    ofForm(request.body(), kinds);
    if (kinds.isEmpty() && holdsPlanted(request.head() + request.body())) {
      throw new AssertionError("a secret of a kind that nobody thought of: " + request);
    }
    return kinds.stream().distinct().toList();
  }

  private String ofAuthorization(String value, WireRequest request) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (lower.startsWith("sharedkeylite ")) {
      return "shared-key-lite";
    }
    if (lower.startsWith("sharedkey ")) {
      return "shared-key";
    }
    if (lower.startsWith("sharedaccesssignature") || lower.startsWith("wrap access_token=")) {
      return "sas-header";
    }
    if (lower.startsWith("sharedaccesskey ")) {
      return "event-grid-key";
    }
    if (lower.startsWith("jwt-sas ")) {
      return "hs256-jwt";
    }
    if (lower.startsWith("hmac-sha256 ")) {
      return "hmac";
    }
    if (lower.startsWith("digest ")) {
      return "digest";
    }
    if (lower.startsWith("basic ")) {
      return LOGIN_HOST.matcher(request.server()).matches()
          ? "client-secret-basic"
          : decoded(value.substring(6)).startsWith(":") ? "devops-pat" : "basic";
    }
    String opened = URLDecoder.decode(value, StandardCharsets.UTF_8);
    if (opened.startsWith("type=master&")) {
      return "cosmos-master-key";
    }
    if (opened.startsWith("type=resource&")) {
      return "cosmos-resource-token";
    }
    if (lower.startsWith("bearer ")) {
      String token = value.substring(7).trim();
      return isHs256(token)
          ? "hs256-jwt"
          : !planted.contains(token)
              ? null
              : token.startsWith("dapi") ? "databricks-pat" : "bearer-key";
    }
    return null;
  }

  private void ofQuery(String target, List<String> kinds) {
    if (isSigned(target)) {
      kinds.add("sas");
    }
    for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
      if (pair.startsWith("subscription-key=")) {
        kinds.add("subscription-key");
      } else if (pair.startsWith("code=")) {
        kinds.add("functions-key");
      }
    }
  }

  private void ofForm(String body, List<String> kinds) {
    for (String field : body.split("&")) {
      if (field.startsWith("client_secret=")) {
        kinds.add("client-secret");
      } else if (field.startsWith("client_assertion=") && isMadeByItself(field.substring(17))) {
        kinds.add("client-certificate");
      }
    }
  }

  /** Issued by the client it is about. */
  private static boolean isMadeByItself(String jwt) {
    String[] parts = jwt.split("\\.");
    if (parts.length != 3) {
      return false;
    }
    Matcher issuer = Pattern.compile("\"iss\":\"([^\"]*)\"").matcher(decoded(parts[1]));
    Matcher subject = Pattern.compile("\"sub\":\"([^\"]*)\"").matcher(decoded(parts[1]));
    return issuer.find() && subject.find() && issuer.group(1).equals(subject.group(1));
  }

  private static boolean isSigned(String url) {
    return url.contains("?sig=") || url.contains("&sig=");
  }

  private static boolean isHs256(String token) {
    return token.split("\\.").length == 3 && decoded(token.split("\\.")[0]).contains("HS256");
  }

  private static String decoded(String base64) {
    try {
      return new String(
          Base64.getDecoder().decode(base64.trim().replace('-', '+').replace('_', '/')),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private boolean holdsPlanted(String text) {
    String opened = text;
    try {
      opened = text + URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      opened = text; // no encoding of a URL
    }
    return planted.stream().anyMatch(opened::contains);
  }
}
