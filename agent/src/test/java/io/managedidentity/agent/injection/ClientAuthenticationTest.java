package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.managedidentity.agent.secrets.SecretKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAuthenticationTest {
  private static final String TYPE =
      "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

  @Test
  void putsAssertionInPlaceOfSecret() {
    HeaderList headers = form("Content-Length", "70");
    String body = "client_id=a&client_secret=x%26y&scope=api%3A%2F%2Fx+openid&grant_type=g";

    ClientAuthentication found = ClientAuthentication.of(headers, bytes(body));
    String edited = text(found.withAssertion("h.p.s/+=", headers));

    assertEquals(List.of(SecretKind.CLIENT_SECRET), SecretKind.of(found.kinds()));
    assertEquals("a", found.clientId());
    assertEquals(
        "client_id=a&scope=api%3A%2F%2Fx+openid&grant_type=g&"
            + TYPE
            + "&client_assertion=h.p.s%2F%2B%3D",
        edited);
    assertEquals(String.valueOf(edited.length()), headers.first("Content-Length"));
  }

  @Test
  void putsAssertionInPlaceOfBasic() {
    HeaderList headers = form("Authorization", "Basic " + base64("a%20b:secret"));

    ClientAuthentication found = ClientAuthentication.of(headers, bytes("grant_type=g"));
    String edited = text(found.withAssertion("t", headers));

    assertEquals(List.of(SecretKind.CLIENT_SECRET_BASIC), SecretKind.of(found.kinds()));
    assertEquals("a b", found.clientId());
    assertEquals("grant_type=g&client_id=a%20b&" + TYPE + "&client_assertion=t", edited);
    assertNull(headers.first("Authorization"));
    assertNull(headers.first("Content-Length"));
  }

  @Test
  void putsAssertionInPlaceOfOwnAssertion() {
    String own = jwt("{\"iss\":\"a\",\"sub\":\"a\"}");
    HeaderList headers = form();
    String body = TYPE + "&client_assertion=" + own + "&client_id=a";

    ClientAuthentication found = ClientAuthentication.of(headers, bytes(body));

    assertEquals(List.of(SecretKind.CLIENT_CERTIFICATE), SecretKind.of(found.kinds()));
    assertEquals(
        "client_id=a&" + TYPE + "&client_assertion=t", text(found.withAssertion("t", headers)));
  }

  @Test
  void takesFederatedAssertionForNoSecret() {
    String federated = jwt("{\"iss\":\"https://cluster.example/\",\"sub\":\"system:x\"}");

    ClientAuthentication found =
        ClientAuthentication.of(form(), bytes("client_assertion=" + federated));

    assertEquals(0, SecretKind.stored(found.kinds()));
  }

  @Test
  void findsNothingInFormOfPublicClient() {
    ClientAuthentication found =
        ClientAuthentication.of(form(), bytes("client_id=a&client_secret=&refresh_token=r"));

    assertEquals(0, found.kinds());
  }

  @Test
  void readsNoOtherBody() {
    assertNull(
        ClientAuthentication.of(Bench.headers("Content-Type", "application/json"), bytes("{}")));
    assertNull(ClientAuthentication.of(new HeaderList(), bytes("client_secret=x")));
    assertNull(ClientAuthentication.of(form("Content-Encoding", "gzip"), bytes("x")));
  }

  private static HeaderList form(String... more) {
    HeaderList headers =
        Bench.headers("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    for (int i = 0; i < more.length; i += 2) {
      headers.add(more[i], more[i + 1]);
    }
    return headers;
  }

  private static String jwt(String payload) {
    return base64("{\"alg\":\"PS256\"}").replace("=", "")
        + "."
        + base64(payload).replace("=", "")
        + ".c2ln";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
