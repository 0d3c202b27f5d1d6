package okio;

/** Signatures of the class of Okio. */
public final class Buffer implements BufferedSource, Cloneable {
  private Buffer() {}

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
}
