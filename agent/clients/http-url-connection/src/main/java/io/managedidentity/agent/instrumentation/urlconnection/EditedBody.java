package io.managedidentity.agent.instrumentation.urlconnection;

import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;
import sun.net.www.http.PosterOutputStream;

/**
 * Bodies that are edited. An object is what the application set to have its body streamed. Loaded
 * with the first of them.
 */
final class EditedBody {
  private final int chunkLength;
  private final int fixedLength;
  private final long fixedLengthLong;

  private EditedBody(int chunkLength, int fixedLength, long fixedLengthLong) {
    this.chunkLength = chunkLength;
    this.fixedLength = fixedLength;
    this.fixedLengthLong = fixedLengthLong;
  }

  static PosterOutputStream of(byte[] content) {
    PosterOutputStream body = new PosterOutputStream();
    body.write(content, 0, content.length);
    return body;
  }

  /**
   * Lets the client collect the body, as it does by itself: what the application set to have it
   * streamed is taken back.
   *
   * @return that; null if it set nothing
   */
  static @Nullable EditedBody gather(HttpURLConnection connection)
      throws ReflectiveOperationException {
    EditedBody made =
        new EditedBody(
            AnswerCopy.field(connection, "chunkLength").getInt(connection),
            AnswerCopy.field(connection, "fixedContentLength").getInt(connection),
            AnswerCopy.field(connection, "fixedContentLengthLong").getLong(connection));
    new EditedBody(-1, -1, -1).set(connection);
    return made.isStreamed() ? made : null;
  }

  private boolean isStreamed() {
    return chunkLength != -1 || fixedLength != -1 || fixedLengthLong != -1;
  }

  /** Before the client follows a redirect, which it does not with a body that was streamed. */
  void set(HttpURLConnection connection) throws ReflectiveOperationException {
    AnswerCopy.field(connection, "chunkLength").setInt(connection, chunkLength);
    AnswerCopy.field(connection, "fixedContentLength").setInt(connection, fixedLength);
    AnswerCopy.field(connection, "fixedContentLengthLong").setLong(connection, fixedLengthLong);
  }
}
