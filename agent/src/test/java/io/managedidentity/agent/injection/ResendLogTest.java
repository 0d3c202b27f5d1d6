package io.managedidentity.agent.injection;

import static io.managedidentity.agent.injection.Bench.NO_CHALLENGE;
import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of rejected requests: each outcome once, however often it is counted. */
class ResendLogTest {
  private static final String CHECK =
      "The token is for \"https://api\", as the identity. Check that this is the audience that the"
          + " service expects, and that the service accepts tokens of Entra.";

  private static final String SENT_AGAIN =
      "INFO mapping \"m\": the service answered 401 to a request to \"api.example\" with its token, so a"
          + " fresh token was fetched and the request sent once more.";

  @Test
  void saysThatARequestWasSentAgainWithAFreshToken() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace'");
    bench.hold("t1");

    sendAgain(rejected(bench, 401, "t2"));
    sendAgain(rejected(bench, 401, "t3"));

    assertEquals("requests 2 injected 2 resent 2 secret 1", bench.counts());
    assertEquals(List.of(SENT_AGAIN), bench.lines);
  }

  @Test
  void saysThatARequestWasSentAgainAsMade() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace'", "'fallbackOnRejection': true");
    bench.hold("t1");

    sendAgain(rejected(bench, 403, null));
    sendAgain(rejected(bench, 401, "t1"));

    assertEquals("requests 2 injected 2 fellBack 2 secret 1", bench.counts());
    assertEquals(
        List.of(
            "WARN mapping \"m\": \"api.example\" answered 403 to a request with its token, so the"
                + " request was sent once more as the application made it (fallbackOnRejection). The"
                + " identity seems to have no role on \"api.example\" that allows this: az role assignment create"
                + " --assignee-object-id OBJECT_ID --assignee-principal-type ServicePrincipal --role"
                + " \"ROLE\" --scope RESOURCE_ID, or for an API of your own an app role of its app"
                + " registration (a new role counts after some minutes).",
            "WARN mapping \"m\": \"api.example\" answered 401 to a request with its token, so the"
                + " request was sent once more as the application made it (fallbackOnRejection). "
                + CHECK),
        bench.lines);
  }

  @Test
  void saysThatTheSourceGaveNoOtherToken() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace'");
    bench.hold("t1");

    rejected(bench, 401, "t1").isWorthwhile();
    rejected(bench, 401, "").isWorthwhile();

    assertEquals("requests 2 injected 2 secret 1", bench.counts());
    assertEquals(
        List.of(
            "WARN mapping \"m\": \"api.example\" answered 401 to a request with its token, and the"
                + " identity source gave no other token, so the application got that answer. "
                + CHECK),
        bench.lines);
  }

  @Test
  void saysThatTheSecondSendingGotNoAnswer() throws Exception {
    Bench bench = new Bench("'existingAuthorization': 'replace'");
    bench.hold("t1");

    for (String token : List.of("t2", "t3")) {
      Resend resend = rejected(bench, 401, token);
      sendAgain(resend);
      resend.failed();
    }

    assertEquals(
        List.of(
            SENT_AGAIN,
            "WARN mapping \"m\": the service answered 401 to a request to \"api.example\" with its"
                + " token, and there was no answer when the request was sent once more, so the application got the"
                + " first one. Check that the service can be reached."),
        bench.lines);
  }

  private static void sendAgain(Resend resend) {
    assertTrue(resend.isWorthwhile());
    resend.sending();
  }

  /**
   * Of a request with a secret of its own.
   *
   * @param answer of the source; null where it is not asked
   */
  private static Resend rejected(Bench bench, int status, String answer)
      throws RequestRefusedException {
    bench.advanceSeconds(61); // else no other token is asked for
    Resend resend =
        bench.send(headers("Authorization", "Basic dTpw")).judge(status, NO_CHALLENGE, true);
    if (answer != null) {
      bench.answer(answer);
    }
    return resend;
  }
}
