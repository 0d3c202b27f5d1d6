package okhttp3;

import java.util.List;

/** Signatures of the class of OkHttp 3 to 5. */
public final class Request {
  private Request() {}

  public HttpUrl url() {
    throw new UnsupportedOperationException();
  }

  public String method() {
    throw new UnsupportedOperationException();
  }

  public Headers headers() {
    throw new UnsupportedOperationException();
  }

  public List<String> headers(String name) {
    throw new UnsupportedOperationException();
  }

  public RequestBody body() {
    throw new UnsupportedOperationException();
  }

  public Builder newBuilder() {
    throw new UnsupportedOperationException();
  }

  /** Signatures of its builder. */
  public static class Builder {
    public Builder url(String url) {
      throw new UnsupportedOperationException();
    }

    public Builder header(String name, String value) {
      throw new UnsupportedOperationException();
    }

    public Builder removeHeader(String name) {
      throw new UnsupportedOperationException();
    }

    public Request build() {
      throw new UnsupportedOperationException();
    }
  }
}
