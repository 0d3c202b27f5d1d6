package io.managedidentity.agent.instrumentation.jetty;

import static io.managedidentity.agent.injection.Bench.headers;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.WireEdit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerTapsTest {
  private final AnswerTaps taps = new AnswerTaps();
  private final Object request = new Object();
  private final Exchange exchange = new Exchange(request);
  private Bench bench;

  @BeforeEach
  void refuse() throws Exception {
    bench = new Bench();
    bench.hold("t");
    WireEdit edit = bench.route().editNow(headers(), "/", null);
    edit.judge(403, name -> List.of(), false);
    AnswerTap tap =
        edit.tap(
            e -> {
              throw new AssertionError(e);
            });
    taps.add(request, tap);
  }

  /** Of either generation: a buffer that is read in place, and one that nobody may write to. */
  @Test
  void showsPartsAndLeavesThemAsTheyAre() throws Exception {
    ByteBuffer first = ByteBuffer.wrap("head{\"message\":\"AKV100".getBytes(UTF_8)).position(4);
    ByteBuffer rest = ByteBuffer.wrap("46: no\"}".getBytes(UTF_8)).asReadOnlyBuffer();

    taps.show(exchange, first);
    taps.show(new Channel(exchange), rest);
    taps.end(request, null);

    assertSaid(1);
    assertEquals(4, first.position());
    assertEquals("{\"message\":\"AKV100".length(), first.remaining());
    assertEquals(0, rest.position());
  }

  @Test
  void saysWhatWasReadOfAnswerThatFails() throws Exception {
    taps.show(exchange, bytes("{\"message\":\"AKV10046: n"));
    assertSaid(0);

    taps.end(request, new IOException("closed"));

    assertSaid(1);
  }

  @Test
  void takesHalfANumberForNone() throws Exception {
    taps.show(exchange, bytes("{\"message\":\"AKV10046"));

    taps.end(request, new IOException("closed"));

    assertSaid(0);
  }

  @Test
  void showsNothingOfOtherRequestsNorOnceItHasEnded() throws Exception {
    taps.show(new Exchange(new Object()), bytes("AKV10046: no"));
    taps.show(new Channel(null), bytes("AKV10046: no"));
    taps.end(request, null);
    taps.show(exchange, bytes("AKV10046: no"));
    taps.end(request, null);

    assertSaid(0);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private void assertSaid(int times) {
    String lines = bench.lines.toString();
    assertEquals(times, lines.split("\\(AKV10046\\)", -1).length - 1, lines);
  }

  /** As the client's. */
  public record Exchange(Object request) {
    public Object getRequest() {
      return request;
    }
  }

  /** As the client's; until 11 the exchange itself is at hand. */
  public record Channel(@Nullable Exchange exchange) {
    public @Nullable Exchange getHttpExchange() {
      return exchange;
    }
  }
}
