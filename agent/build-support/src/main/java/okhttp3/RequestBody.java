package okhttp3;

import java.io.IOException;
import okio.BufferedSink;

/** Signatures of the class of OkHttp 3 to 5. */
public abstract class RequestBody {
  public long contentLength() throws IOException {
    throw new UnsupportedOperationException();
  }

  public abstract void writeTo(BufferedSink sink) throws IOException;
}
