package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms of token requests, whose client secret becomes an assertion. */
abstract class FormRows extends RejectionRows {
  private static final String FORM =
      "grant_type=client_credentials&client_id=app-1&client_secret=s%2Be~cret%26&scope=api%3A%2F%2Fx%2F.default";
  private static final String ASSERTION = "token-api://AzureADTokenExchange-1";

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "chunked"})
  void replacesClientSecretInForm(String bodyMode) {
    assumeTrue(editsForms(), "bodies are not edited");
    Message answer = call(form(secure("/contract-tenant/oauth2/v2.0/token"), FORM, bodyMode));

    assertEquals("200", answer.get("status"), answer::toString);
    WireRequest request = only(world.secure);
    assertEquals(
        List.of(
            "grant_type=client_credentials",
            "client_id=app-1",
            "scope=api://x/.default",
            "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion=" + ASSERTION),
        fields(request));
    assertNull(request.authorization());
  }

  @Test
  void replacesClientSecretInBasic() {
    assumeTrue(editsForms(), "bodies are not edited");
    String basic =
        Base64.getEncoder().encodeToString("app-2:s%2Becret".getBytes(StandardCharsets.UTF_8));
    call(
        form(
                secure("/contract-tenant/oauth2/token"),
                "grant_type=client_credentials&resource=r",
                "buffered")
            .add("header", "Authorization: Basic " + basic));

    WireRequest request = only(world.secure);
    assertEquals(
        List.of(
            "grant_type=client_credentials",
            "resource=r",
            "client_id=app-2",
            "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion=" + ASSERTION),
        fields(request));
    assertNull(request.authorization());
  }

  @Test
  void sendsFormAsMadeWhereTheAssertionIsRefused() {
    assumeTrue(editsForms(), "bodies are not edited");
    assumeTrue(fallsBackAfterRejection(), "the hook does not fall back");
    world.secure.answer(
        request ->
            request.body().contains("client_assertion")
                ? WireResponse.of(401, "{\"error\":\"invalid_client\"}")
                    .with("Content-Type: application/json")
                : WireResponse.ok());
    Message answer = call(form(secure("/contract-tenant/oauth2/token"), FORM, "buffered"));

    assertEquals("200", answer.get("status"), answer::toString);
    List<WireRequest> requests = world.secure.requests();
    assertEquals(2, requests.size());
    assertTrue(requests.get(0).body().contains("client_assertion="), requests.get(0)::body);
    assertEquals(FORM, requests.get(1).body());
  }

  /** Longer than what is kept in memory of it. */
  @ParameterizedTest
  @ValueSource(strings = {"buffered", "chunked", "oneshot"})
  void sendsLongFormAsMade(String bodyMode) {
    assumeTrue(!bodyMode.equals("oneshot") || hasOneShotBodies(), "bodies can be read twice");
    String form = FORM + "&padding=" + "0123456789".repeat(30_000);
    Message answer = call(form(secure("/contract-tenant/oauth2/token"), form, bodyMode));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(form, only(world.secure).body());
  }

  @Test
  void leavesFormOfOtherRegistrationAlone() {
    String other = FORM.replace("app-1", "app-3");
    call(form(secure("/contract-tenant/oauth2/token"), other, "buffered"));

    assertEquals(other, only(world.secure).body());
  }

  @Test
  void leavesFormOfOtherTenantAlone() {
    call(form(secure("/other-tenant/oauth2/token"), FORM, "buffered"));

    assertEquals(FORM, only(world.secure).body());
  }

  @Test
  void sendsNoAssertionAfterRedirect() {
    assumeTrue(editsForms(), "bodies are not edited");
    assumeTrue(followsRedirects(), "the client follows no redirects");
    world.secure.answer(
        request ->
            request.target().startsWith("/contract-tenant")
                ? WireResponse.redirect(
                    307,
                    "https://127.0.0.2:" + world.secure.port() + "/contract-tenant-2/oauth2/token")
                : WireResponse.ok());
    call(form(secure("/contract-tenant/oauth2/token"), FORM, "buffered"));

    List<WireRequest> requests = world.secure.requests();
    assertTrue(requests.get(0).body().contains("client_assertion="), requests.get(0)::body);
    for (WireRequest later : requests.subList(1, requests.size())) {
      assertFalse(later.body().contains("client_assertion"), later::body);
    }
  }

  protected String secure(String path) {
    return "https://127.0.0.1:" + world.secure.port() + path;
  }

  protected Message form(String url, String form, String bodyMode) {
    return get(url)
        .set("method", "POST")
        .add("header", "Content-Type: application/x-www-form-urlencoded")
        .add("body", form)
        .add("bodyMode", bodyMode);
  }

  private static List<String> fields(WireRequest request) {
    return List.of(request.body().split("&")).stream()
        .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
        .toList();
  }
}
