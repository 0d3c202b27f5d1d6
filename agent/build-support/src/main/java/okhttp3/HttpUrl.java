package okhttp3;

/** Signatures of the class of OkHttp 3 to 5. */
public final class HttpUrl {
  private HttpUrl() {}

  public String scheme() {
    throw new UnsupportedOperationException();
  }

  public String host() {
    throw new UnsupportedOperationException();
  }

  public int port() {
    throw new UnsupportedOperationException();
  }

  /** The whole URL; the same text object at each call. */
  @Override
  public String toString() {
    throw new UnsupportedOperationException();
  }
}
