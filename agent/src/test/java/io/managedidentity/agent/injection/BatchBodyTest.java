package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.secrets.SecretKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchBodyTest {
  private static final String BATCH = "/?comp=batch";
  private static final String BODY =
      """
      --batch_x
      Content-Type: application/http
      Content-Transfer-Encoding: binary
      Content-ID: 0

      DELETE /c/a HTTP/1.1
      x-ms-date: Thu, 14 Jun 2018 16:46:54 GMT
      Authorization: SharedKey account:c2ln
      Content-Length: 0

      --batch_x
      Content-Type: application/http
      Content-ID: 1

      DELETE /c/b?snapshot=s&sv=2020&se=2030&sig=x HTTP/1.1
      x-ms-date: Thu, 14 Jun 2018 16:46:54 GMT
      Content-Length: 0

      --batch_x--
      """
          .replace("\n", "\r\n");

  @Test
  void putsTokenOnEachPart() throws Exception {
    Bench bench = storage();
    HeaderList headers = Bench.headers("Content-Length", "1");

    WireEdit edit = bench.route().editNow(headers, BATCH, bytes(BODY), null);

    String edited = new String(edit.body(), StandardCharsets.UTF_8);
    assertEquals(
        BODY.replace("SharedKey account:c2ln", "Bearer t")
            .replace("&sv=2020&se=2030&sig=x", "")
            .replace(
                "Content-Length: 0\r\n\r\n--batch_x--",
                "Content-Length: 0\r\nAuthorization: Bearer t\r\n\r\n--batch_x--"),
        edited);
    assertEquals(String.valueOf(edited.length()), headers.first("Content-Length"));
    assertEquals(
        List.of(SecretKind.SHARED_KEY_BATCH),
        bench.injector.counters("m").secretsSeen().stream().map(SecretCount::kind).toList());
    assertTrue(bench.injector.counters("m").isClean());
  }

  @Test
  void countsBatchThatCannotBeReadAsLeft() throws Exception {
    Bench bench = storage();

    WireEdit edit = bench.route().editNow(new HeaderList(), BATCH, null, null);

    assertNull(edit.body());
    SecretCount left = bench.injector.counters("m").secretsLeft().get(0);
    assertEquals(SecretKind.SHARED_KEY_BATCH, left.kind());
    assertEquals(WhyLeft.BODY, left.cause());
    assertTrue(
        bench
            .lines
            .get(0)
            .endsWith(
                "a body is left as the application made it. It is a batch that cannot be read and"
                    + " edited: too long, or sent by a client whose bodies are not edited"
                    + " (docs/supported-clients.md). The signatures of its parts leave. The request is"
                    + " to \"api.example\"."),
        bench.lines::toString);
    assertEquals("body not edited", left.cause().label());
  }

  @Test
  void leavesBatchThatHasTokensAlone() throws Exception {
    Bench bench = storage();
    String token =
        "Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC90LyJ9.c2ln";
    String body =
        BODY.replace("SharedKey account:c2ln", token)
            .replace("&sv=2020&se=2030&sig=x HTTP/1.1", " HTTP/1.1\r\nAuthorization: " + token);

    assertNull(bench.route().editNow(new HeaderList(), BATCH, bytes(body), null).body());
  }

  /**
   * azure-storage 4 to 8 put their SAS on each entity; parts need no authorization of their own.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/$batch", "/account/%24batch"})
  void cutsSignaturesInTransactionOfTables(String path) throws Exception {
    String part =
        """
        --changeset_x
        Content-Type: application/http

        PUT https://a.table.core.windows.net/orders(PartitionKey='a',RowKey='1')?sv=2020&se=2030&sig=x HTTP/1.1
        Content-Length: 2

        {}
        --changeset_x--
        """
            .replace("\n", "\r\n");
    Bench bench = storage();
    String target = path + "?sv=2020&se=2030&sig=x";

    WireEdit edit = bench.route().editNow(new HeaderList(), target, bytes(part), null);

    assertEquals(path, edit.target());
    assertEquals(
        part.replace("?sv=2020&se=2030&sig=x", ""),
        new String(edit.body(), StandardCharsets.UTF_8));
    assertEquals(
        List.of(SecretKind.SAS, SecretKind.SHARED_KEY_BATCH),
        bench.injector.counters("m").secretsSeen().stream().map(SecretCount::kind).toList());
    assertTrue(bench.injector.counters("m").isClean());
  }

  /** Its parts are not signed then, and its body may be large. */
  @Test
  void doesNotAskForTransactionThatHasNoSignature() throws Exception {
    assertTrue(storage().route().editsBody("/$batch?sv=2020&sig=x"));
    assertFalse(storage().route().editsBody("/$batch"));
    assertFalse(storage().route().editsBody("/orders?sv=2020&sig=x&a=/$batch"));
  }

  @Test
  void asksForBodyOfBatchesOfStorageOnly() throws Exception {
    assertTrue(storage().route().editsBody(BATCH));
    assertFalse(storage().route().editsBody("/c/b?comp=list"));
    assertFalse(new Bench().route().editsBody(BATCH));
  }

  private static Bench storage() throws Exception {
    Bench bench =
        Bench.forResource("https://storage.azure.com/", "'removeQuery': ['sv', 'se', 'sig']");
    bench.hold("t");
    return bench;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
