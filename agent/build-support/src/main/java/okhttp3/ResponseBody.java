package okhttp3;

import okio.BufferedSource;

/** Signatures of the class of OkHttp 3 to 5. */
public abstract class ResponseBody {
  public static ResponseBody create(MediaType type, byte[] content) {
    throw new UnsupportedOperationException();
  }

  public abstract MediaType contentType();

  public abstract long contentLength();

  public abstract BufferedSource source();
}
