package com.squareup.okhttp.internal.http;

import com.squareup.okhttp.Request;
import com.squareup.okhttp.Response;

/** Signatures of the class of OkHttp 2. */
public final class HttpEngine {
  private HttpEngine() {}

  public Response getResponse() {
    throw new UnsupportedOperationException();
  }

  public Request getRequest() {
    throw new UnsupportedOperationException();
  }
}
