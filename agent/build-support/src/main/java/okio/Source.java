package okio;

import java.io.Closeable;
import java.io.IOException;

/** Signatures of the interface of Okio. */
public interface Source extends Closeable {
  long read(Buffer sink, long byteCount) throws IOException;

  Timeout timeout();

  @Override
  void close() throws IOException;
}
