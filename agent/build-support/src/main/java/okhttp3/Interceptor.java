package okhttp3;

/** Signature of the type of OkHttp 3 to 5. */
public interface Interceptor {
  /** Signatures of the type of OkHttp 3 to 5. */
  interface Chain {
    Request request();
  }
}
