package com.squareup.okhttp;

import java.io.IOException;
import okio.BufferedSource;

/** Signatures of the class of OkHttp 2. */
public abstract class ResponseBody {
  public abstract MediaType contentType();

  public abstract long contentLength() throws IOException;

  public abstract BufferedSource source() throws IOException;
}
