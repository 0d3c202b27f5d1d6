package io.managedidentity.it.discovery;

import io.managedidentity.probe.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A request for each kind of secret and each place of it, and what a record is to say. */
final class SentKinds {
  /** Part of every value that must never be written down. */
  static final String VALUE = "Zm9yYmlkZGVu";

  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String SIGNED = "sv=2021-08-06&se=2030-01-01&sr=c&sp=r&sig=" + VALUE + "%3D";

  private final List<Message> calls = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private final String base;

  private SentKinds(String base) {
    this.base = base;
  }

  /**
   * @param base URL without a path
   */
  static SentKinds to(String base) {
    SentKinds sent = new SentKinds(base);
    sent.header("basic", "Authorization: Basic " + base64("user:" + VALUE));
    sent.header("shared-key", "Authorization: SharedKey account:" + VALUE + "=");
    sent.header("shared-key-lite", "Authorization: SharedKeyLite account:" + VALUE + "=");
    sent.header(
        "sas-header", "Authorization: SharedAccessSignature sr=x&sig=" + VALUE + "&se=1&skn=n");
    sent.header(
        "cosmos-master-key", "Authorization: type%3Dmaster%26ver%3D1.0%26sig%3D" + VALUE + "%3D");
    sent.header(
        "cosmos-resource-token", "Authorization: type%3Dresource%26ver%3D1%26sig%3D" + VALUE);
    sent.header(
        "hmac", "Authorization: HMAC-SHA256 Credential=id&SignedHeaders=date&Signature=" + VALUE);
    sent.header("digest", "Authorization: Digest username=\"u\", response=\"" + VALUE + "\"");
    sent.header(
        "hs256-jwt", "Authorization: Bearer " + jwt("{\"alg\":\"HS256\"}", "{\"sub\":\"x\"}"));
    sent.header(
        "databricks-pat", "Authorization: Bearer dapi" + "0123456789abcdef0123456789abcdef");
    sent.header(
        "devops-pat",
        "Authorization: Basic "
            + base64(":" + (VALUE + VALUE + VALUE + VALUE + VALUE).substring(0, 52)));
    sent.header("bearer-key", "Authorization: Bearer " + VALUE);
    sent.header(
        "entra-token",
        "Authorization: Bearer "
            + jwt("{\"alg\":\"RS256\"}", "{\"iss\":\"https://sts.windows.net/t/\"}"));
    sent.header("api-key", "api-key: " + VALUE);
    sent.header("api-key", "x-api-key: " + VALUE);
    sent.header("subscription-key", "Ocp-Apim-Subscription-Key: " + VALUE);
    sent.header("functions-key", "x-functions-key: " + VALUE);
    sent.header("event-grid-key", "aeg-sas-key: " + VALUE);
    sent.header("event-grid-key", "aeg-sas-token: r=topic&e=1&s=" + VALUE);
    sent.header(
        "sas-copy-source", "x-ms-copy-source: https://a.blob.core.windows.net/c/b?" + SIGNED);
    sent.query("sas", "sig", SIGNED);
    sent.query("functions-key", "code", "code=" + VALUE + VALUE);
    sent.query("subscription-key", "subscription-key", "subscription-key=" + VALUE);
    sent.token(
        "client-secret", "client_secret", "client_id=app&client_secret=" + VALUE, "buffered");
    sent.token(
        "client-certificate",
        "client_assertion",
        "client_id=app&client_assertion=" + jwt("{\"alg\":\"RS256\"}", "{\"iss\":\"app\"}"),
        "buffered");
    sent.basicToken();
    sent.batch("buffered");
    sent.add("GET", "/nothing").found.add("none");
    return sent;
  }

  /** Forms and batches in each way that a body can be sent: found or not, they stay as they are. */
  static SentKinds streamedTo(String base) {
    SentKinds sent = new SentKinds(base);
    for (String mode : List.of("buffered", "fixed", "chunked", "oneshot")) {
      sent.token("client-secret", "client_secret", "client_id=app&client_secret=" + VALUE, mode);
      sent.batch(mode);
    }
    return sent;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String jwt(String header, String payload) {
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    return url.encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + url.encodeToString(payload.getBytes(StandardCharsets.UTF_8))
        + "."
        + VALUE;
  }

  private SentKinds add(String method, String path, String... headers) {
    Message call = new Message().add("do", "call").add("method", method).add("url", base + path);
    for (String header : headers) {
      call.add("header", header);
    }
    calls.add(call);
    return this;
  }

  private void body(String body, String mode) {
    calls.get(calls.size() - 1).add("body", body).add("bodyMode", mode);
  }

  private void header(String kind, String header) {
    add("GET", "/" + kind, header).found.add(kind + " header " + header.split(":")[0]);
  }

  private void query(String kind, String parameter, String query) {
    add("GET", "/" + kind + "?x=1&" + query).found.add(kind + " parameter " + parameter);
  }

  private void token(String kind, String field, String form, String mode) {
    add("POST", "/tenant/oauth2/v2.0/token", FORM)
        .body("grant_type=client_credentials&" + form, mode);
    found.add(kind + " field " + field);
  }

  private void basicToken() {
    add("POST", "/tenant/oauth2/token", FORM, "Authorization: Basic " + base64("app:" + VALUE))
        .body("grant_type=client_credentials&resource=api", "buffered");
    found.add("client-secret-basic header Authorization");
  }

  private void batch(String mode) {
    add(
            "POST",
            "/container?restype=container&comp=batch",
            "Content-Type: multipart/mixed; boundary=b")
        .body(
            "--b\r\nContent-Type: application/http\r\n\r\nDELETE /c/b HTTP/1.1\r\n"
                + "Authorization: SharedKey account:"
                + VALUE
                + "=\r\n\r\n--b--\r\n",
            mode);
    found.add("shared-key-batch part");
  }

  List<Message> calls() {
    return calls;
  }

  /** Kind and place of each call, in their order. */
  List<String> found() {
    return found;
  }
}
