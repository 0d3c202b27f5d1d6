package io.managedidentity.agent.identity.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an identity endpoint answered. Untrusted until parsed. Immutable. */
public final class EndpointResponse {
  private final int status;
  private final List<String> headers;
  private final byte[] body;
  private final boolean cut;
  private final long readAtNanos;
  private final long readAtWallMillis;

  /**
   * @param headers names and values in turn
   * @param cut whether the body was longer than {@link ResponseReader#MAX_BODY_BYTES}
   */
  public EndpointResponse(
      int status,
      List<String> headers,
      byte[] body,
      boolean cut,
      long readAtNanos,
      long readAtWallMillis) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.cut = cut;
    this.readAtNanos = readAtNanos;
    this.readAtWallMillis = readAtWallMillis;
  }

  public int status() {
    return status;
  }

  /** Value of the first header of that name (in any case), or null. */
  public @Nullable String header(String name) {
    return header(name, 0);
  }

  /** The same for the header of that name after {@code skipped} others of it. */
  public @Nullable String header(String name, int skipped) {
    int left = skipped;
    for (int i = 0; i < headers.size(); i += 2) {
      if (headers.get(i).equalsIgnoreCase(name) && left-- == 0) {
        return headers.get(i + 1);
      }
    }
    return null;
  }

  /** The body as UTF-8 whatever was announced; bytes that are none become U+FFFD. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body was longer than {@link ResponseReader#MAX_BODY_BYTES}; the rest was not read. */
  public boolean isCut() {
    return cut;
  }

  /** A coding such as {@code gzip}, which was not offered; null if there is none. */
  public @Nullable String contentCoding() {
    String coding = header("Content-Encoding");
    return coding == null || coding.isEmpty() || coding.equalsIgnoreCase("identity")
        ? null
        : coding;
  }

  /** Monotonic time when the last byte was read. */
  public long readAtNanos() {
    return readAtNanos;
  }

  /** Wall clock then, in milliseconds since the epoch. */
  public long readAtWallMillis() {
    return readAtWallMillis;
  }

  /** Wall clock of the sender from its {@code Date} header; ours if it sent none. */
  public long senderWallMillis() {
    String date = header("Date");
    long parsed = date == null ? -1 : HttpDate.parse(date);
    return parsed < 0 ? readAtWallMillis : parsed;
  }

  @Override
  public String toString() {
    return "EndpointResponse[" + status + ", " + body.length + " bytes]";
  }
}
