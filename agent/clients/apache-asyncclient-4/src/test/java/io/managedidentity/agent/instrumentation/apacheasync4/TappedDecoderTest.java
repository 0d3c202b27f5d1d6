package io.managedidentity.agent.instrumentation.apacheasync4;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.ReadText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.http.impl.io.HttpTransportMetricsImpl;
import org.apache.http.impl.nio.codecs.ChunkDecoder;
import org.apache.http.impl.nio.codecs.IdentityDecoder;
import org.apache.http.impl.nio.codecs.LengthDelimitedDecoder;
import org.apache.http.impl.nio.reactor.SessionInputBufferImpl;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.FileContentDecoder;
import org.apache.http.nio.reactor.SessionInputBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TappedDecoderTest {
  private final ReadText read = new ReadText();
  private final SessionInputBuffer buffer = new SessionInputBufferImpl(64);
  private final HttpTransportMetricsImpl metrics = new HttpTransportMetricsImpl();

  private static ReadableByteChannel bytes(String text) {
    return Channels.newChannel(new ByteArrayInputStream(text.getBytes(US_ASCII)));
  }

  private ContentDecoder tapped(ContentDecoder own) throws Exception {
    return TappedDecoder.of(own, read.tap);
  }

  private static String all(ContentDecoder decoder) throws IOException {
    StringBuilder all = new StringBuilder();
    ByteBuffer into = ByteBuffer.allocate(7);
    while (!decoder.isCompleted()) {
      into.put((byte) '>');
      decoder.read(into);
      into.flip();
      into.get();
      all.append(US_ASCII.decode(into));
      into.clear();
    }
    return all.toString();
  }

  @Test
  void showsBodyOfKnownLength() throws Exception {
    ContentDecoder own =
        new LengthDelimitedDecoder(bytes("AKV10046: no|next"), buffer, metrics, 12);
    ContentDecoder decoder = tapped(own);

    assertInstanceOf(LengthDelimitedDecoder.class, decoder);
    assertEquals(own.toString(), decoder.toString());
    assertEquals("AKV10046: no", all(decoder));
    assertTrue(own.isCompleted());
    assertEquals("AKV10046: no", read.text);
  }

  @Test
  void showsChunksWithoutTheirFrames() throws Exception {
    ChunkDecoder own =
        new ChunkDecoder(bytes("3\r\nAKV\r\n9\r\n10046: no\r\n0\r\nx: 1\r\n\r\n"), buffer, metrics);
    ChunkDecoder decoder = assertInstanceOf(ChunkDecoder.class, tapped(own));

    assertEquals(own.toString(), decoder.toString());
    assertEquals("AKV10046: no", all(decoder));
    assertEquals("AKV10046: no", read.text);
    assertEquals("x: 1", decoder.getFooters()[0].toString());
  }

  @Test
  void showsBodyThatEndsWithTheConnection() throws Exception {
    IdentityDecoder own = new IdentityDecoder(bytes("AKV10046: no"), buffer, metrics);
    ContentDecoder decoder = tapped(own);

    assertEquals(own.toString(), decoder.toString());
    assertEquals("AKV10046: no", all(decoder));
    assertEquals("AKV10046: no", read.text);

    IdentityDecoder ended = new IdentityDecoder(bytes(""), buffer, metrics);
    assertInstanceOf(IdentityDecoder.class, tapped(ended)).setCompleted(true);
    assertTrue(ended.isCompleted());
  }

  /** Later versions of the core have this method on every kind. */
  @Test
  void completesTheClientsOwnDecoder() throws Exception {
    for (ContentDecoder own :
        List.of(
            new LengthDelimitedDecoder(bytes("AKV"), buffer, metrics, 3),
            new ChunkDecoder(bytes("3\r\nAKV\r\n0\r\n\r\n"), buffer, metrics))) {
      ContentDecoder decoder = tapped(own);
      Method complete = decoder.getClass().getDeclaredMethod("setCompleted", boolean.class);
      complete.setAccessible(true);

      complete.invoke(decoder, true);

      assertTrue(own.isCompleted());
    }
  }

  @Test
  void tellsWhatCameBeforeTheConnectionBroke() throws Exception {
    ReadableByteChannel broken =
        Channels.newChannel(
            new SequenceInputStream(
                new ByteArrayInputStream("AKV10046: n".getBytes(US_ASCII)),
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    throw new IOException("reset");
                  }
                }));
    ContentDecoder decoder = tapped(new LengthDelimitedDecoder(broken, buffer, metrics, 99));

    assertThrows(IOException.class, () -> all(decoder));

    assertEquals("AKV10046: n", read.text);
  }

  @Test
  void seesNothingOfWhatGoesToAFile(@TempDir Path folder) throws Exception {
    ContentDecoder own = new LengthDelimitedDecoder(bytes("AKV10046: no"), buffer, metrics, 12);
    FileContentDecoder decoder = assertInstanceOf(FileContentDecoder.class, tapped(own));
    Path file = folder.resolve("body");
    try (FileChannel into =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long size = 0;
      while (!decoder.isCompleted()) {
        size += decoder.transfer(into, size, 100);
      }
    }

    assertEquals("AKV10046: no", new String(Files.readAllBytes(file), US_ASCII));
    assertEquals(0, read.tap.room());
    assertNull(read.text);
  }

  @Test
  void leavesOtherDecodersAlone() throws Exception {
    ContentDecoder own = new IdentityDecoder(bytes(""), buffer, metrics) {};

    assertSame(own, tapped(own));
    assertFalse(own.isCompleted());
  }
}
