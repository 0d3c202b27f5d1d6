package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Claims of a token that explain why a service accepts or refuses it. Shown, but never relied on:
 * the signature is not checked here.
 */
final class TokenClaims {
  private static final String[] SHOWN = {
    "aud",
    "iss",
    "oid",
    "sub",
    "appid",
    "azp",
    "tid",
    "idtyp",
    "ver",
    "xms_mirid",
    "xms_az_rid",
    "roles",
    "scp",
    "iat",
    "nbf",
    "exp"
  };

  private TokenClaims() {}

  /** The claims that are shown, in a fixed order; null if the token is not a JWT. */
  static @Nullable ObjectNode read(String token, ObjectMapper json) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      JsonNode payload = json.readTree(Base64.getUrlDecoder().decode(parts[1]));
      ObjectNode claims = json.createObjectNode();
      for (String name : SHOWN) {
        JsonNode value = payload.get(name);
        if (value != null) {
          claims.set(name, value);
        }
      }
      return payload.isObject() ? claims : null;
    } catch (IllegalArgumentException | IOException e) {
      return null;
    }
  }
}
