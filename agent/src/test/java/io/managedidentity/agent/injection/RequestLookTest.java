package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.discovery.MethodUse;
import io.managedidentity.agent.discovery.Recorder;
import io.managedidentity.agent.discovery.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLookTest {
  private static final String JWT_OF_ENTRA =
      jwt("{\"alg\":\"RS256\"}", "{\"iss\":\"https://sts.windows.net/t/\"}");

  /** {@code printf %s topsecret | openssl dgst -sha256 -hmac pepper}, 64 bits of it. */
  private static final String TOPSECRET = "264990792d474985";

  @TempDir private Path folder;
  private final Discovery discovery = new Discovery("pepper");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Authorization | Basic dXNlcjp0b3BzZWNyZXQ= | basic",
        "Authorization | SharedKey a:c2ln | shared-key",
        "Authorization | SharedKeyLite a:c2ln | shared-key-lite",
        "Authorization | SharedAccessSignature sr=x&sig=abc&se=1&skn=n | sas-header",
        "x-ms-copy-source | https://a.blob.core.windows.net/c/b?sv=1&sig=abc | sas-copy-source",
        "Authorization | type%3Dmaster%26ver%3D1.0%26sig%3Dabc | cosmos-master-key",
        "Authorization | type=resource&ver=1&sig=abc | cosmos-resource-token",
        "Authorization | HMAC-SHA256 Credential=a&SignedHeaders=b&Signature=c2ln | hmac",
        "api-key | topsecret | api-key",
        "Ocp-Apim-Subscription-Key | topsecret | subscription-key",
        "x-functions-key | topsecret | functions-key",
        "aeg-sas-key | topsecret | event-grid-key",
        "Authorization | Digest username=\"u\" | digest",
        "Authorization | Bearer dapi0123456789abcdef0123456789abcdef | databricks-pat",
        "Authorization | Bearer topsecret | bearer-key"
      })
  void namesKindAndPlaceOfAHeader(String name, String value, String kind) throws IOException {
    look("GET", "/orders", header(name, value), null);

    JsonNode secret = only("secrets");

    assertEquals(kind, secret.get("kind").asText());
    assertEquals("header " + name, secret.get("place").asText());
    assertEquals(1, secret.get("count").asLong());
    assertTrue(secret.get("site").has("class"), secret.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Authorization | Basic dXNlcjp0b3BzZWNyZXQ=",
        "api-key | topsecret",
        "x-functions-key | topsecret",
        "Authorization | Bearer topsecret",
        "Authorization | ApiKey topsecret"
      })
  void aStaticSecretHasOneFingerprintWhereverItIs(String name, String value) throws IOException {
    look("GET", "/orders", header(name, value), null);

    assertEquals(List.of(TOPSECRET), fingerprints(only("secrets")));
  }

  @Test
  void aParameterAndAFieldHaveThatFingerprintToo() throws IOException {
    look("GET", "/orders?subscription-key=topsecret&x=1", new HeaderList(), null);
    look("POST", "/t/oauth2/token", form(), bytes("client_id=a&client_secret=topsecret"));

    List<JsonNode> secrets = list(destination().get("secrets"));

    assertEquals("parameter subscription-key", secrets.get(0).get("place").asText());
    assertEquals("field client_secret", secrets.get(1).get("place").asText());
    assertEquals(List.of(TOPSECRET), fingerprints(secrets.get(0)));
    assertEquals(List.of(TOPSECRET), fingerprints(secrets.get(1)));
  }

  @Test
  void theFunctionsKeyInAQueryIsToldFromTheCodeOfALogin() throws IOException {
    look("GET", "/api/f?code=0123456789012345678901234567890", new HeaderList(), null);
    look("GET", "/login?code=short", new HeaderList(), null);

    List<JsonNode> secrets = list(destination().get("secrets"));

    assertEquals("functions-key", secrets.get(0).get("kind").asText());
    assertEquals("none", secrets.get(1).get("kind").asText());
  }

  @Test
  void theKeyThatSignedIsNamedAndNotItsSignature() throws Exception {
    byte[] key = new byte[32];
    SecretKeySpec spec = new SecretKeySpec(key, "HmacSHA256");
    SigningKey known = discovery.signingKeys().key(spec, "HmacSHA256");
    for (int i = 0; i < 2; i++) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(spec);
      byte[] signature = mac.doFinal(bytes("GET /" + i));
      discovery.signingKeys().signed(known, signature, 0, signature.length);
      String text = Base64.getEncoder().encodeToString(signature);
      look("GET", "/c/" + i, header("Authorization", "SharedKey a:" + text), null);
      look("GET", "/c?sv=1&sp=r&sig=" + text.replace("+", "%2B"), new HeaderList(), null);
    }

    List<JsonNode> secrets = list(destination().get("secrets"));

    assertEquals(List.of(known.fingerprint()), fingerprints(secrets.get(0)));
    assertEquals(List.of(known.fingerprint()), fingerprints(secrets.get(1)));
    assertEquals(2, known.carried());
  }

  @Test
  void countsEachSendingByMethodAndFirstSegment() throws IOException {
    for (int i = 0; i < 3; i++) {
      look("GET", "/invoices/" + i, new HeaderList(), null);
    }
    look("PUT", "/invoices/9?x=1", new HeaderList(), null);
    look("GET", "http://orders.example/other", new HeaderList(), null); // as sent to a proxy

    JsonNode destination = destination();

    assertEquals(5, destination.get("requests").asLong());
    assertEquals(
        List.of("GET /invoices 3", "GET /other 1", "PUT /invoices 1"),
        list(destination.get("paths")).stream()
            .map(
                path ->
                    path.get("method").asText()
                        + " "
                        + path.get("path").asText()
                        + " "
                        + path.get("count").asLong())
            .toList());
    assertEquals("none", only("secrets").get("kind").asText());
    assertFalse(only("secrets").has("place"));
  }

  @Test
  void tellsWhoAuthenticatesAtATokenEndpoint() throws IOException {
    HeaderList basic = form();
    basic.add("Authorization", "Basic aWQ6dG9wc2VjcmV0");
    look("POST", "/t/oauth2/v2.0/token", basic, bytes("grant_type=client_credentials"));
    String certificate = jwt("{\"alg\":\"RS256\"}", "{\"iss\":\"id\"}");
    look("POST", "/t/oauth2/v2.0/token", form(), bytes("client_assertion=" + certificate));
    String federated = jwt("{\"alg\":\"RS256\"}", "{\"iss\":\"https://cluster/\"}");
    look("POST", "/t/oauth2/v2.0/token", form(), bytes("client_assertion=" + federated));

    List<JsonNode> secrets = list(destination().get("secrets"));

    assertEquals(
        List.of("client-secret-basic", "client-certificate", "entra-token"),
        secrets.stream().map(secret -> secret.get("kind").asText()).toList());
    assertEquals(List.of(TOPSECRET), fingerprints(secrets.get(0)));
    assertFalse(secrets.get(1).has("fingerprints")); // a new one each time
  }

  @Test
  void saysThatABodyCouldNotBeLookedAt() throws IOException {
    look("POST", "/t/oauth2/v2.0/token", form(), null);
    look("POST", "/?comp=batch", new HeaderList(), null);

    assertEquals(2, destination().get("unreadBodies").asLong());
  }

  @Test
  void findsASignatureInABatch() throws IOException {
    String part = "GET /c/b HTTP/1.1\r\nAuthorization: SharedKey a:c2ln\r\n\r\n";
    look("POST", "/?comp=batch", new HeaderList(), bytes(part));

    JsonNode secret = only("secrets");

    assertEquals("shared-key-batch", secret.get("kind").asText());
    assertEquals("part", secret.get("place").asText());
  }

  @Test
  void aTokenOfEntraIsNoSecret() throws IOException {
    look("GET", "/", header("Authorization", "Bearer " + JWT_OF_ENTRA), null);
    look("GET", "/", header("Authorization", "Bearer " + JWT_OF_ENTRA), null);

    JsonNode secret = only("secrets");

    assertEquals("entra-token", secret.get("kind").asText());
    assertEquals(2, secret.get("count").asLong());
    assertFalse(secret.has("fingerprints"));
  }

  @Test
  void writesNoValue() throws IOException {
    look("GET", "/bot123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/x", new HeaderList(), null);
    look("GET", "/x?code=0123456789-topsecret-0123456789", new HeaderList(), null);
    look("GET", "/x", header("Authorization", "Basic dXNlcjp0b3BzZWNyZXQ="), null);

    String lines = lines();

    assertFalse(lines.contains("topsecret"), lines);
    assertFalse(lines.contains("AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"), lines);
    assertFalse(lines.contains("dXNlcjp0b3BzZWNyZXQ"), lines);
    assertTrue(lines.contains("\"/{id}\""), lines);
  }

  private static HeaderList header(String name, String value) {
    HeaderList headers = new HeaderList();
    headers.add("Accept", "*/*");
    headers.add(name, value);
    return headers;
  }

  private static HeaderList form() {
    return header("Content-Type", "application/x-www-form-urlencoded");
  }

  private void look(String method, String target, HeaderList headers, byte[] body) {
    MethodUse use = discovery.destination("okhttp", "https", "orders.example", -1).method(method);
    new RequestLook(discovery, use).look(headers, target, body);
  }

  private static String jwt(String header, String payload) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(bytes(header))
        + "."
        + encoder.encodeToString(bytes(payload))
        + ".c2ln";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> fingerprints(JsonNode secret) {
    return list(secret.get("fingerprints")).stream().map(JsonNode::asText).toList();
  }

  private JsonNode only(String list) throws IOException {
    List<JsonNode> all = list(destination().get(list));
    assertEquals(1, all.size(), all.toString());
    return all.get(0);
  }

  private JsonNode destination() throws IOException {
    for (String line : lines().split("\n")) {
      JsonNode node = new ObjectMapper().readTree(line);
      if (node.get("type").asText().equals("destination")) {
        return node;
      }
    }
    throw new AssertionError("no destination");
  }

  private String lines() throws IOException {
    new Recorder(discovery, folder.toFile(), "1").write("discover", "", Map.of(), List.of(), false);
    try (Stream<Path> files = Files.list(folder)) {
      return Files.readString(files.findFirst().orElseThrow());
    }
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all;
  }
}
