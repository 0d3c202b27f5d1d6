package io.managedidentity.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.probe.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Token requests that are answered inside the JVM ({@code answer}). */
abstract class AnswerRows extends FormRows {
  private static final String FORM =
      "grant_type=client_credentials&client_id=app-1&client_secret=secret&scope=";

  /** Nothing listens there. */
  private static final String NOWHERE = "https://127.0.0.4:9";

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "fixed", "chunked"})
  void answersTokenRequestWithoutConnection(String bodyMode) {
    assumeTrue(answersForms(), "the client cannot be answered");
    assumeTrue(
        answersStreamedForms() || bodyMode.equals("buffered"),
        "a body that can be read only once is not answered");
    Message answer =
        call(
            form(
                NOWHERE + "/nowhere/oauth2/v2.0/token",
                FORM + "api%3A%2F%2Fx%2F.default+openid+profile",
                bodyMode));

    assertEquals("200", answer.get("status"), answer::toString);
    assertTrue(
        answer
            .get("body")
            .matches(
                "\\{\"token_type\":\"Bearer\",\"expires_in\":86\\d\\d\\d,\"access_token\":\"token-api://x-1\"}"),
        answer::toString);
    assertTrue(
        answer.all("responseHeader").stream()
            .anyMatch(header -> header.toLowerCase().startsWith("content-type: application/json")),
        answer::toString);
  }

  @Test
  void answersTokenRequestOfFirstVersion() {
    assumeTrue(answersForms(), "the client cannot be answered");
    Message answer =
        call(
            form(
                secure("/answered/oauth2/token"),
                "resource=api://y&grant_type=client_credentials&client_id=app-1&client_secret=s",
                "buffered"));

    assertTrue(answer.get("body").contains("\"token-api://y-1\""), answer::toString);
    assertEquals(List.of(), world.secure.requests());
  }

  @Test
  void answersInstanceDiscovery() {
    assumeTrue(answersForms(), "the client cannot be answered");
    Message answer =
        call(
            get(
                NOWHERE
                    + "/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2Fx"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertTrue(
        answer.get("body").contains("\"preferred_network\":\"127.0.0.4\""), answer::toString);
  }

  @Test
  void sendsFormWhereThereIsNoToken() {
    String form = FORM + "broken%2F.default";
    Message answer = call(form(secure("/answered/oauth2/v2.0/token"), form, "buffered"));

    assertEquals("200", answer.get("status"), answer::toString);
    assertEquals(form, only(world.secure).body());
  }

  @Test
  void sendsFormOfOtherGrant() {
    String form = "grant_type=authorization_code&code=1&client_id=app-1&client_secret=secret";
    Message answer = call(form(secure("/answered/oauth2/v2.0/token"), form, "buffered"));

    assertEquals("200", answer.get("status"), answer::toString);
    WireRequest request = only(world.secure);
    assertEquals(form, request.body());
    assertNull(request.authorization());
  }

  @Test
  void failsFormWithoutTokenWhereTheMappingSaysSo() {
    assumeTrue(editsForms(), "bodies are not read, and so left alone");
    Message answer =
        call(
            form(
                secure("/answered-or-failed/oauth2/v2.0/token"),
                FORM + "broken%2F.default",
                "buffered"));

    assertNotEquals("200", answer.get("status"), answer::toString);
    assertEquals(List.of(), world.secure.requests());
  }
}
