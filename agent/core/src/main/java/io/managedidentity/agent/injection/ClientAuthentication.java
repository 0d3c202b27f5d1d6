package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.Jwt;
import io.managedidentity.agent.secrets.PercentText;
import io.managedidentity.agent.secrets.SecretKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the form of a token request authenticates its client (RFC 6749, 2.3; RFC 7523, 2.2), and the
 * same form with an assertion in place of that. Every other field keeps its order and encoding.
 */
final class ClientAuthentication {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final String BASIC = "basic ";

  private final List<String> fields;
  private final @Nullable String basicId;
  private final int kinds;

  private ClientAuthentication(List<String> fields, @Nullable String basicId, int kinds) {
    this.fields = fields;
    this.basicId = basicId;
    this.kinds = kinds;
  }

  /**
   * @return null if the body is no form that can be read
   */
  static @Nullable ClientAuthentication of(HeaderList headers, byte[] body) {
    String type = headers.first("Content-Type");
    String encoding = headers.first("Content-Encoding");
    if (type == null
        || !type.trim().toLowerCase(Locale.ROOT).startsWith(FORM)
        || (encoding != null && !encoding.trim().equalsIgnoreCase("identity"))) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    int kinds = 0;
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int end;
    for (int start = 0; start < text.length(); start = end + 1) {
      end = text.indexOf('&', start);
      end = end < 0 ? text.length() : end;
      String field = text.substring(start, end);
      fields.add(field);
      kinds |= kinds(field);
    }
    String basicId = basicId(headers.first("Authorization"));
    return new ClientAuthentication(
        fields, basicId, basicId == null ? kinds : kinds | SecretKind.CLIENT_SECRET_BASIC.bit());
  }

  private static int kinds(String field) {
    String name = name(field);
    if (name.equals("client_secret")) {
      return value(field).isEmpty() ? 0 : SecretKind.CLIENT_SECRET.bit();
    }
    if (!name.equals("client_assertion")) {
      return 0;
    }
    Jwt assertion = Jwt.of(value(field));
    return assertion != null && isFederated(assertion)
        ? SecretKind.ENTRA_TOKEN.bit()
        : SecretKind.CLIENT_CERTIFICATE.bit();
  }

  /** A client names itself as the issuer of what it signs; another issuer is a URL. */
  private static boolean isFederated(Jwt assertion) {
    String issuer = assertion.issuer();
    return issuer != null && issuer.startsWith("https://");
  }

  /** What was found, as a set. */
  int kinds() {
    return kinds;
  }

  /** {@code client_id}, or an empty text. */
  String clientId() {
    String id = field("client_id");
    return id.isEmpty() && basicId != null ? basicId : id;
  }

  /** The first field of that name, or an empty text. */
  String field(String name) {
    for (String field : fields) {
      if (name(field).equals(name)) {
        return value(field);
      }
    }
    return "";
  }

  /** The form with this assertion; its headers are edited to go with it. */
  byte[] withAssertion(String assertion, HeaderList headers) {
    StringBuilder form = new StringBuilder(assertion.length() + 512);
    boolean hasId = false;
    for (String field : fields) {
      String name = name(field);
      hasId |= name.equals("client_id");
      if (!name.equals("client_secret")
          && !name.equals("client_assertion")
          && !name.equals("client_assertion_type")) {
        form.append(form.length() == 0 ? "" : "&").append(field);
      }
    }
    if (!hasId && basicId != null) {
      append(form, "client_id", basicId);
    }
    append(form, "client_assertion_type", ASSERTION_TYPE);
    append(form, "client_assertion", assertion);
    byte[] body = form.toString().getBytes(StandardCharsets.ISO_8859_1);
    complete(headers, body.length);
    return body;
  }

  /** The headers of a form of this length that has an assertion. */
  static void complete(HeaderList headers, int length) {
    if (basicId(headers.first("Authorization")) != null) {
      headers.remove("Authorization");
    }
    if (headers.first("Content-Length") != null) {
      headers.set("Content-Length", String.valueOf(length));
    }
  }

  private static void append(StringBuilder form, String name, String value) {
    form.append(form.length() == 0 ? "" : "&").append(name).append('=');
    PercentText.append(form, value);
  }

  /** The client's id in {@code Basic}, where id and secret are encoded as in a form. */
  private static @Nullable String basicId(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return null;
    }
    try {
      String both =
          new String(
              Base64.getDecoder().decode(authorization.substring(BASIC.length()).trim()),
              StandardCharsets.UTF_8);
      int colon = both.indexOf(':');
      return colon <= 0 ? null : PercentText.formDecoded(both.substring(0, colon));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String name(String field) {
    int equals = field.indexOf('=');
    return PercentText.formDecoded(equals < 0 ? field : field.substring(0, equals));
  }

  private static String value(String field) {
    int equals = field.indexOf('=');
    return equals < 0 ? "" : PercentText.formDecoded(field.substring(equals + 1));
  }
}
