package okio;

import java.io.IOException;

/** Signatures of the interface of Okio. */
public interface BufferedSource extends Source {
  boolean request(long byteCount) throws IOException;

  void require(long byteCount) throws IOException;

  Buffer buffer();
}
