package okhttp3;

import java.util.List;

/** Signatures of the class of OkHttp 3 to 5. */
public final class Response {
  private Response() {}

  public int code() {
    throw new UnsupportedOperationException();
  }

  public List<String> headers(String name) {
    throw new UnsupportedOperationException();
  }

  public Request request() {
    throw new UnsupportedOperationException();
  }

  public Response networkResponse() {
    throw new UnsupportedOperationException();
  }

  public Response priorResponse() {
    throw new UnsupportedOperationException();
  }

  public ResponseBody body() {
    throw new UnsupportedOperationException();
  }

  public Builder newBuilder() {
    throw new UnsupportedOperationException();
  }

  /** Signatures of the class of OkHttp 3 to 5. */
  public static final class Builder {
    public Builder() {}

    public Builder request(Request request) {
      throw new UnsupportedOperationException();
    }

    public Builder protocol(Protocol protocol) {
      throw new UnsupportedOperationException();
    }

    public Builder code(int code) {
      throw new UnsupportedOperationException();
    }

    public Builder message(String message) {
      throw new UnsupportedOperationException();
    }

    public Builder header(String name, String value) {
      throw new UnsupportedOperationException();
    }

    public Builder body(ResponseBody body) {
      throw new UnsupportedOperationException();
    }

    public Response build() {
      throw new UnsupportedOperationException();
    }
  }
}
