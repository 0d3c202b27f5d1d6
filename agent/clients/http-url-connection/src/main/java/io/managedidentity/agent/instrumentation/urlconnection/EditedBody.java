package io.managedidentity.agent.instrumentation.urlconnection;

import java.net.HttpURLConnection;
import sun.net.www.http.PosterOutputStream;

/** Bodies that are edited. Loaded with the first of them. */
final class EditedBody {
  private EditedBody() {}

  static PosterOutputStream of(byte[] content) {
    PosterOutputStream body = new PosterOutputStream();
    body.write(content, 0, content.length);
    return body;
  }

  /**
   * Lets the client collect the body, as it does by itself: what the application set to have it
   * streamed is taken back.
   */
  static void gather(HttpURLConnection connection) throws ReflectiveOperationException {
    AnswerCopy.field(connection, "chunkLength").setInt(connection, -1);
    AnswerCopy.field(connection, "fixedContentLength").setInt(connection, -1);
    AnswerCopy.field(connection, "fixedContentLengthLong").setLong(connection, -1);
  }
}
