package io.managedidentity.agent.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Signs tokens as the identity platform does (RS256, RFC 7518) and checks them as an API does. */
final class DemoTokens {
  private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

  private final KeyPair keys;

  DemoTokens() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  /** A token for {@code audience} that ends at {@code expires} (seconds since 1970). */
  String token(String audience, long expires) throws GeneralSecurityException {
    String payload =
        "{\"aud\":\"" + audience + "\",\"exp\":" + expires + ",\"oid\":\"demo-identity\"}";
    String signed = encoded(HEADER) + "." + encoded(payload);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  /** Null when the token is good, else what is wrong with it. */
  @Nullable String fault(String token, String audience, long now) throws GeneralSecurityException {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || !decoded(parts[0]).equals(HEADER)) {
      return "not a token of this tenant";
    }
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(keys.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
      return "wrong signature";
    }
    String payload = decoded(parts[1]); // signed by us, so its form is known
    if (!payload.startsWith("{\"aud\":\"" + audience + "\",")) {
      return "wrong audience";
    }
    String expires = payload.replaceAll(".*\"exp\":(\\d+).*", "$1");
    return Long.parseLong(expires) <= now ? "expired" : null;
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
