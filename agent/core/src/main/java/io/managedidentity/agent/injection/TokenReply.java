package io.managedidentity.agent.injection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An answer that the application gets as if the login host had given it. Immutable. Its {@code
 * toString} shows no token.
 */
public final class TokenReply {
  /** Of every reply. */
  public static final int STATUS = 200;

  /** The reason phrase of {@link #STATUS}. */
  public static final String REASON = "OK";

  private static final String[] HEADERS = {
    "Content-Type", "application/json; charset=utf-8",
    "Cache-Control", "no-store", // RFC 6749, 5.1
    "Pragma", "no-cache"
  };

  /** Names of one cloud's login hosts: that to call, that of cached tokens, others. */
  private static final String[][] CLOUDS = {
    {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"},
    {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"},
    {"login.microsoftonline.us", "login.usgovcloudapi.net"}
  };

  private final String body;

  private TokenReply(String body) {
    this.body = body;
  }

  /** RFC 6749, 5.1: all that the clients of Entra need. */
  static TokenReply token(String token, long expiresInSeconds) {
    return new TokenReply(
        "{\"token_type\":\"Bearer\",\"expires_in\":"
            + expiresInSeconds
            + ",\"access_token\":\""
            + token.replace("\\", "\\\\").replace("\"", "\\\"")
            + "\"}");
  }

  /** What MSAL asks for before its first token request: by which names it may know the host. */
  static TokenReply discovery(String host) {
    StringBuilder json = new StringBuilder(768);
    json.append("{\"tenant_discovery_endpoint\":\"https://")
        .append(host)
        .append("/common/v2.0/.well-known/openid-configuration\",\"api-version\":\"1.1\",")
        .append("\"metadata\":[");
    boolean isKnown = false;
    for (String[] cloud : CLOUDS) {
      add(json, cloud);
      json.append(',');
      isKnown |= Arrays.asList(cloud).contains(host);
    }
    if (isKnown) {
      json.setLength(json.length() - 1);
    } else {
      add(json, host);
    }
    return new TokenReply(json.append("]}").toString());
  }

  private static void add(StringBuilder json, String... names) {
    json.append("{\"preferred_network\":\"").append(names[0]);
    json.append("\",\"preferred_cache\":\"").append(names[names.length > 2 ? 1 : 0]);
    json.append("\",\"aliases\":[\"").append(names[0]).append('"');
    for (int i = 1; i < names.length; i++) {
      json.append(",\"").append(names[i]).append('"');
    }
    json.append("]}");
  }

  /** JSON. A secret. */
  public byte[] body() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /** Names and values in turn, with the length of the body. */
  public String[] headers() {
    String[] all = new String[HEADERS.length + 2];
    System.arraycopy(HEADERS, 0, all, 0, HEADERS.length);
    all[HEADERS.length] = "Content-Length";
    all[HEADERS.length + 1] = String.valueOf(body().length);
    return all;
  }

  @Override
  public String toString() {
    return "TokenReply[" + body.length() + " characters]";
  }
}
