package com.squareup.okhttp;

/** Signatures of the class of OkHttp 2. */
public final class Headers {
  private Headers() {}

  public int size() {
    throw new UnsupportedOperationException();
  }

  public String name(int index) {
    throw new UnsupportedOperationException();
  }

  public String value(int index) {
    throw new UnsupportedOperationException();
  }
}
