package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads of a status, and what counts as a reason to act. */
class StatusTextTest {
  private static final Instant NOW = Instant.parse("2026-11-30T03:00:00Z");
  private static final String TOKEN =
      "{ 'resource': 'r', 'identity': 'clientId 11111111-2222-3333-4444-555555555555', 'source': 'imds',"
          + " 'expires': '2026-11-30T03:50:00.500Z', 'lastRefresh': '2026-11-30T02:59:30Z',"
          + " 'nextRefresh': '2026-11-30T06:30:00Z', 'usable': true%s }";

  @Test
  void showsWhatIsThereAndNothingThatIsZero() throws IOException {
    String text =
        text(
            """
            'version': '1.2.3', 'mode': 'inject', 'configFile': 'm.json',
            'file': { 'accepted': true, 'message': 'valid, and in use', 'problems': [] },
            'mappings': [ { 'name': 'api', 'hosts': ['api.example', '*.api.example:8443'], 'mode': 'inject', 'requests': 412, 'injected': 412, 'kept': 0, 'clean': true,
                'lastOutcome': { 'what': 'injected', 'status': 200, 'host': 'api.example', 'at': '2026-11-30T02:59:57Z' } },
              { 'name': 'old', 'mode': 'inject', 'requests': 1, 'kept': 1,
                'lastOutcome': { 'what': 'kept', 'host': 'old.example', 'at': '2026-11-30T01:00:00Z' } },
              { 'name': 'trial', 'mode': 'shadow', 'requests': 500, 'observed': 500, 'shadowRepeated': 412,
                'shadowAgreed': 411, 'shadowUnanswered': 3, 'shadowRefused': [ { 'status': 403, 'count': 1 } ] },
              { 'name': 'idle', 'mode': 'skip', 'requests': 0 } ],
            'tokens': [ %s ],
            'clients': [ { 'name': 'okhttp', 'version': '4.12.0', 'loader': 'app', 'covered': true } ],
            'suppressedErrors': 0
            """
                .formatted(TOKEN.formatted("")));

    assertEquals(
        """
        agent             1.2.3, mode inject
        configuration     m.json: valid, and in use
        mapping           "api", mode inject: requests 412, injected 412
                          hosts: api.example, *.api.example:8443
                          clean: no stored secret left the JVM
                          last outcome: injected, answered with 200 by the service, at api.example, 2026-11-30T02:59:57Z (3 s ago)
        mapping           "old", mode inject: requests 1, kept 1
                          last outcome: kept, at old.example, 2026-11-30T01:00:00Z (2 h ago)
        mapping           "trial", mode shadow: requests 500, observed 500
                          would have worked 411 of 412, answered 403: 1, without an answer: 3
        mapping           "idle", mode skip: no request
        token             r as clientId 11111111-2222-3333-4444-555555555555
                          from imds, usable, expires 2026-11-30T03:50:00Z (in 50 min), refreshed 2026-11-30T02:59:30Z (30 s ago)
                          asked for again 2026-11-30T06:30:00Z (in 3 h)
        client            okhttp 4.12.0, loader app: covered
        suppressed errors 0
        nothing needs a person.
        """,
        text);
  }

  @Test
  void saysThatTheAgentIsSwitchedOff() throws IOException {
    String text = text("'version': '1.2.3', 'mode': 'off', 'switchedOff': true");

    assertTrue(
        text.startsWith("agent             1.2.3, mode off (switched off from outside)\n"), text);
  }

  @Test
  void endsWithWhatNeedsAPerson() throws IOException {
    String text =
        text(
            """
            'file': { 'accepted': false, 'message': 'it is invalid:', 'problems': [ 'm.json:1:1: /mode: no.' ] },
            'tokens': [ { 'resource': 'r', 'identity': 'system-assigned', 'usable': false, 'lastError': 'some_code: no' }, %s ],
            'clients': [ { 'name': 'okhttp', 'loader': 'app', 'covered': false, 'whyNot': 'It has no method x.' } ],
            'suppressedErrors': 2
            """
                .formatted(TOKEN.formatted(", 'lastError': 'some_code: no'")));

    assertTrue(text.contains("last error: some_code: no\n"), text);
    assertTrue(text.contains("loader app: not covered. It has no method x.\n"), text);
    assertTrue(text.contains("                  m.json:1:1: /mode: no.\n"), text);
    assertEquals(
        "needs a person: the configuration as it is now is invalid (1 problem): correct it before the next start;"
            + " there is no token for r as system-assigned;"
            + " the token for r as clientId 11111111-2222-3333-4444-555555555555 cannot be refreshed, and ends at"
            + " 2026-11-30T03:50:00.500Z; requests of okhttp are not covered, so they get no token;"
            + " faults of the agent were kept from the application (2): report them with its log.",
        text.lines().reduce((before, last) -> last).orElse(""));
  }

  @Test
  void callsForAPersonIfASecretLeftLatelyUnlessTheMappingOnlyObserves() throws IOException {
    String left =
        "'mappings': [ { 'name': 'm', 'secretLeft': [ { 'kind': 'basic', 'why': '%s', 'count': 3, 'last': '%s' } ] } ]";

    assertEquals(1, needs(left.formatted("kept", "2026-11-30T02:30:00Z")).size());
    assertEquals(List.of(), needs(left.formatted("kept", "2026-11-30T01:30:00Z")));
    assertEquals(List.of(), needs(left.formatted("observed", "2026-11-30T02:30:00Z")));
  }

  @Test
  void callsForAPersonIfEveryTokenWasRejected() throws IOException {
    String counts =
        "'mappings': [ { 'name': 'm', 'injected': %d, 'rejected401': 1, 'rejected403': 2 } ]";

    assertEquals(
        List.of("mapping \"m\": the service rejected every request with a token, with 401 or 403"),
        needs(counts.formatted(3)));
    assertEquals(List.of(), needs(counts.formatted(4)));
  }

  /** A role that is removed later is no total: the last answer says so. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'injected', 'status': 403 | the last answer to a request with a token was 403, at api.example",
        "'injected', 'status': 401 | the last answer to a request with a token was 401, at api.example",
        "'held-back' | the last request carried its placeholder and did not leave, at api.example",
        "'injected', 'status': 200 |",
        "'injected', 'status': 404 |",
        "'injected' |",
        "'kept' |",
      },
      quoteCharacter = '`')
  void callsForAPersonByWhatHappenedLast(String last, String need) throws IOException {
    StatusVerdict verdict =
        StatusVerdict.of(
            json(
                "'mappings': [ { 'name': 'm', 'injected': 1000, 'rejected403': 1, 'lastOutcome':"
                    + " { 'host': 'api.example', 'what': %s } } ]".formatted(last)),
            NOW);

    assertEquals(
        need == null ? List.of() : List.of("mapping \"m\": " + need), verdict.needs(), last);
    assertEquals(
        List.of("mapping \"m\": requests with a token were answered with 403 (rejected403 1)"),
        verdict.notes());
  }

  @ParameterizedTest
  @CsvSource({"plainHttp", "otherPort", "otherName", "cannotBeRead"})
  void callsForAPersonIfAMappingIsMissedByAllRequests(String counter) throws IOException {
    String counts = "'mappings': [ { 'name': 'm', '%s': 3, '%s': 7 } ]";

    List<String> needs = needs(counts.formatted("kept", counter));

    assertEquals(1, needs.size(), needs::toString);
    assertTrue(needs.get(0).endsWith(" (" + counter + " 7)"), needs::toString);
    for (String good : List.of("injected", "observed", "leftOut")) {
      assertEquals(List.of(), needs(counts.formatted(good, counter)), good);
    }
  }

  @Test
  void notesWhatWasRejectedAndWhatGotNoToken() throws IOException {
    assertEquals(
        List.of(
            "mapping \"m\": requests with a token were answered with 401 (rejected401 1)",
            "mapping \"m\": requests with a token were answered with 403 (rejected403 2)",
            "mapping \"m\": requests with a token were redirected away from it (redirected 3)",
            "mapping \"m\": requests went to a port that it does not name (otherPort 4)",
            "mapping \"m\": requests went to its host by another name or an address (otherName 5)",
            "mapping \"m\": requests with its placeholder did not leave (heldBack 6)"),
        StatusVerdict.of(
                json(
                    "'mappings': [ { 'name': 'm', 'injected': 99, 'rejected401': 1, 'rejected403': 2,"
                        + " 'redirected': 3, 'otherPort': 4, 'otherName': 5, 'heldBack': 6 } ]"),
                NOW)
            .notes());
  }

  @Test
  void checksTheIdentityOfTheToken() throws IOException {
    JsonNode own = json("'resource': 'r', 'identity': 'clientId 1-2'");

    assertEquals(
        "token --resource r --client-id 1-2 --json",
        StatusCommand.check("token --resource R --json", own));
    assertEquals(
        "token --resource r --client-id 1-2 --source azure-arc",
        StatusCommand.check("token --resource R --client-id ID --source azure-arc", own));
    assertEquals(
        "token --resource r --resource-id /subscriptions/s",
        StatusCommand.check(
            "token --resource R",
            json("'resource': 'r', 'identity': 'resourceId /subscriptions/s'")));
    assertEquals(
        "token --resource r --json",
        StatusCommand.check(
            "token --resource R --json", json("'resource': 'r', 'identity': 'system-assigned'")));
    assertEquals("sources", StatusCommand.check("sources", own));
  }

  @Test
  void notesWhatIsNoFault() throws IOException {
    StatusVerdict verdict =
        StatusVerdict.of(
            json(
                "'switchedOff': true, 'file': { 'accepted': true, 'message': 'valid, but another version is in use; x' },"
                    + "'mappings': [ { 'name': 'm', 'injected': 1, 'plainHttp': 7 } ]"),
            NOW);

    assertEquals(List.of(), verdict.needs());
    assertEquals(
        List.of(
            "the configuration is valid, but another version is in use; x",
            "the agent is switched off from outside: the command on undoes it",
            "mapping \"m\": requests without TLS get no token (plainHttp 7)"),
        verdict.notes());
  }

  private static List<String> needs(String members) throws IOException {
    return StatusVerdict.of(json(members), NOW).needs();
  }

  private static String text(String members) throws IOException {
    return text(members, TextTable.UNLIMITED);
  }

  private static String text(String members, int width) throws IOException {
    ObjectNode status = (ObjectNode) json(members);
    StatusVerdict.of(status, NOW).needs().forEach(status.putArray("needs")::add);
    StringWriter out = new StringWriter();
    new StatusText(status, NOW, new TextTable(new PrintWriter(out), width)).print();
    String text = out.toString().replace(System.lineSeparator(), "\n");
    assertFalse(text.contains("null"), text);
    return text;
  }

  private static JsonNode json(String members) throws IOException {
    return new ObjectMapper().readTree("{" + members.replace('\'', '"') + "}");
  }
}
