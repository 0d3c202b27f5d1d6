package io.managedidentity.agent.instrumentation;

import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.WireEdit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TappedStreamTest {
  private static final byte[] BODY =
      "{\"error\":{\"code\":\"Forbidden\",\"message\":\"AKV10046: no\"}}"
          .getBytes(StandardCharsets.UTF_8);

  private Bench bench;
  private TappedStream stream;

  @BeforeEach
  void refuse() throws Exception {
    bench = new Bench();
    bench.hold("t");
    stream = stream(new ByteArrayInputStream(BODY));
  }

  private TappedStream stream(InputStream from) throws Exception {
    WireEdit edit = bench.route().editNow(headers(), "/", null);
    edit.judge(403, name -> List.of(), false);
    AnswerTap tap =
        edit.tap(
            e -> {
              throw new AssertionError(e);
            });
    return new TappedStream(from, tap);
  }

  @Test
  void showsWhatIsReadByteForByte() throws IOException {
    for (byte expected : BODY) {
      assertEquals(expected, stream.read());
    }
    assertSaid(false);
    assertEquals(-1, stream.read());

    assertSaid(true);
  }

  @Test
  void showsWhatIsReadAtOnce() throws IOException {
    byte[] read = stream.readAllBytes();

    assertArrayEquals(BODY, read);
    assertSaid(true);
  }

  @Test
  void judgesWhatWasReadBeforeItWasClosed() throws IOException {
    assertEquals(BODY.length, stream.read(new byte[100]));
    assertSaid(false);
    stream.close();

    assertSaid(true);
  }

  @Test
  void showsNothingOfWhatIsSkipped() throws IOException {
    assertEquals(BODY.length - 1, stream.skip(BODY.length - 1));
    assertEquals(1, stream.available());
    assertEquals('}', stream.read());
    stream.close();

    assertSaid(false);
  }

  @Test
  void goesBackAsTheBodyDoes() throws IOException {
    assertTrue(stream.markSupported());
    stream.mark(100);
    int first = stream.read();
    stream.reset();

    assertEquals(first, stream.read());
    assertArrayEquals(java.util.Arrays.copyOfRange(BODY, 1, BODY.length), stream.readAllBytes());
  }

  @Test
  void failsAsTheBodyDoes() throws Exception {
    IOException failure = new IOException("reset");
    TappedStream failing =
        stream(
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw failure;
              }

              @Override
              public void close() throws IOException {
                throw failure;
              }
            });

    assertEquals(failure, assertThrows(IOException.class, failing::read));
    assertEquals(failure, assertThrows(IOException.class, () -> failing.read(new byte[1])));
    assertEquals(failure, assertThrows(IOException.class, failing::close));
  }

  /** Not every client closes what has failed. */
  @Test
  void judgesWhatWasReadBeforeTheConnectionBroke() throws Exception {
    TappedStream breaking =
        stream(
            new SequenceInputStream(
                new ByteArrayInputStream(BODY),
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    throw new IOException("reset");
                  }
                }));

    assertThrows(IOException.class, breaking::readAllBytes);

    assertSaid(true);
  }

  private void assertSaid(boolean isSaid) {
    assertEquals(
        isSaid,
        bench.lines.stream().anyMatch(line -> line.contains("403 (AKV10046)")),
        bench.lines::toString);
  }
}
