package io.managedidentity.it.explain;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Services and identity endpoints as they go wrong in the field, and the mappings for them. */
final class FieldFaults {
  static final String TENANT = "11111111-1111-1111-1111-111111111111";
  private static final String OTHER_TENANT = "22222222-2222-2222-2222-222222222222";
  private static final String OBJECT = "33333333-3333-3333-3333-333333333333";
  static final List<String> PLACES =
      List.of(
          "refused.test/",
          "again.test/",
          "forbidden.test/",
          "port.test:8443/",
          "second-secondary.blob.core.windows.net/c/b",
          "moved.test/",
          "audience.vault.azure.net/secrets/a",
          "tenant.test/",
          "orders.vault.azure.net/secrets/a",
          "orders.blob.core.windows.net/c/b",
          "management.azure.com/subscriptions",
          "clock.test/",
          "late.test/",
          "conditional.test/",
          "keys.vault.azure.net/keys/k",
          "orders.documents.azure.com/dbs",
          "orders.search.windows.net/indexes",
          "orders.openai.azure.com/openai/models");

  static final String SERVICES =
      """
      { "mappings": [
        { "name": "kept", "host": "kept.test", "resource": "alpha" },
        { "name": "refused", "host": "refused.test", "resource": "same" },
        { "name": "again", "host": "again.test", "resource": "again" },
        { "name": "forbidden", "host": "forbidden.test", "resource": "same" },
        { "name": "plain", "host": "plain.test", "resource": "alpha" },
        { "name": "port", "host": "port.test", "resource": "alpha" },
        { "name": "second", "host": "second.blob.core.windows.net", "service": "storage-blob" },
        { "name": "moved", "host": "moved.test", "resource": "alpha" },
        { "name": "audience", "host": "audience.vault.azure.net", "resource": "same" },
        { "name": "tenant", "host": "tenant.test", "resource": "same" },
        { "name": "vault", "host": "orders.vault.azure.net", "service": "key-vault" },
        { "name": "blob", "host": "orders.blob.core.windows.net", "service": "storage-blob" },
        { "name": "arm", "host": "management.azure.com", "service": "arm" },
        { "name": "clock", "host": "clock.test", "resource": "same" },
        { "name": "late", "host": "late.test", "resource": "same" },
        { "name": "conditional", "host": "conditional.test", "resource": "same" },
        { "name": "keys", "host": "keys.vault.azure.net", "resource": "https://vault.azure.net" },
        { "name": "cosmos", "host": "orders.documents.azure.com", "resource": "https://cosmos.azure.com" },
        { "name": "search", "host": "orders.search.windows.net", "resource": "https://search.azure.com" },
        { "name": "openai", "host": "orders.openai.azure.com", "resource": "https://cognitiveservices.azure.com" },
        { "name": "unused", "host": "unused.test", "resource": "alpha" } ] }
      """;

  static final String ENDPOINTS =
      """
      { "token.firstTokenWait": "1s", "mappings": [
        { "name": "denied", "host": "denied.test", "resource": "denied" },
        { "name": "throttled", "host": "throttled.test", "resource": "throttled" },
        { "name": "silent", "host": "silent.test", "resource": "silent", "onTokenFailure": "fail-request" } ] }
      """;

  static WireResponse refusal(WireRequest request) {
    String login = "authorization_uri=\"https://login.microsoftonline.com/";
    switch (request.host()) {
      case "refused.test", "again.test":
        return challenge("Bearer");
      case "audience.vault.azure.net":
        return challenge("Bearer " + login + TENANT + "\", resource=\"https://vault.azure.net\"");
      case "tenant.test":
        return challenge("Bearer " + login + OTHER_TENANT + "\"");
      case "clock.test":
        return challenge(
            "Bearer error=\"invalid_token\", error_description=\"Lifetime validation failed\"");
      case "late.test":
        return challenge("Bearer").with("Date: " + inElevenMinutes());
      case "conditional.test":
        return challenge(
            "Bearer "
                + login
                + TENANT
                + "\", error_description=\"AADSTS53003: Access has been blocked\"");
      case "forbidden.test":
        return WireResponse.of(403, "");
      case "moved.test":
        return WireResponse.redirect(302, "https://elsewhere.test/");
      default:
        return ofAzure(request);
    }
  }

  /** With the bodies that these services give. */
  private static WireResponse ofAzure(WireRequest request) {
    switch (request.host()) {
      case "orders.vault.azure.net":
        return WireResponse.of(
            403,
            "{\"error\":{\"code\":\"Forbidden\",\"message\":\"Caller is not authorized\","
                + "\"innererror\":{\"code\":\"ForbiddenByRbac\"}}}");
      case "keys.vault.azure.net":
        return WireResponse.of(
                401,
                "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10046: Unable to resolve the"
                    + " key used for signature validation.\"}}")
            .with("WWW-Authenticate: Bearer resource=\"https://vault.azure.net\"");
      case "orders.blob.core.windows.net":
        return WireResponse.of(403, "<Error><Code>AuthorizationPermissionMismatch</Code></Error>")
            .with("x-ms-error-code: AuthorizationPermissionMismatch");
      case "orders.documents.azure.com":
        return WireResponse.of(403, "{\"code\":\"Forbidden\",\"message\":\"blocked by Auth\"}")
            .with("x-ms-substatus: 5301");
      case "management.azure.com":
        return WireResponse.of(
            403, "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"The client\"}}");
      case "orders.search.windows.net":
        return WireResponse.of(
            403, "{\"error\":{\"code\":\"\",\"message\":\"Authorization failed.\"}}");
      case "orders.openai.azure.com":
        return WireResponse.of(
            401,
            "{\"error\":{\"code\":\"PermissionDenied\",\"message\":\"The principal lacks the required"
                + " data action\"}}");
      default:
        return WireResponse.ok();
    }
  }

  private static String inElevenMinutes() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(11));
  }

  private static WireResponse challenge(String value) {
    return WireResponse.of(401, "").with("WWW-Authenticate: " + value);
  }

  static WireResponse refusedToken(WireRequest request) {
    return request.target().contains("resource=denied")
        ? WireResponse.of(
            400, "{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}")
        : request.target().contains("resource=throttled")
            ? WireResponse.of(429, "{\"error\":\"too_many\"}").with("Retry-After: 20")
            : WireResponse.ok().after(20_000);
  }

  private FieldFaults() {}

  /** Another token each time, except for {@code same} and services of Azure. */
  static UnaryOperator<String> tokens() {
    AtomicInteger number = new AtomicInteger();
    return resource ->
        part("{\"alg\":\"RS256\"}")
            + "."
            + part(
                "{\"iss\":\"https://sts.windows.net/%s/\",\"tid\":\"%s\",\"oid\":\"%s\",\"aud\":\"%s\",\"n\":%d}"
                    .formatted(
                        TENANT,
                        TENANT,
                        OBJECT,
                        resource,
                        resource.equals("same") || resource.startsWith("https://")
                            ? 0
                            : number.incrementAndGet()))
            + ".c2ln";
  }

  private static String part(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes());
  }
}
