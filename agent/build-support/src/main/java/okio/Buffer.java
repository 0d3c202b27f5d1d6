package okio;

import java.io.IOException;
import java.io.OutputStream;

/** Signatures of the class of Okio. */
public final class Buffer implements BufferedSource, BufferedSink, Cloneable {
  public Buffer() {}

  @Override
  public boolean request(long byteCount) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void require(long byteCount) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Buffer buffer() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Timeout timeout() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Buffer clone() {
    throw new UnsupportedOperationException();
  }

  public long size() {
    throw new UnsupportedOperationException();
  }

  public Buffer copyTo(OutputStream out, long offset, long byteCount) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(Buffer sink, long byteCount) {
    throw new UnsupportedOperationException();
  }

  public byte[] readByteArray() {
    throw new UnsupportedOperationException();
  }

  public void skip(long byteCount) {
    throw new UnsupportedOperationException();
  }

  public Buffer write(byte[] source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void write(Buffer source, long byteCount) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void flush() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
