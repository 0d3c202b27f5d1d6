package com.squareup.okhttp;

/** Signatures of the class of OkHttp 2. */
public abstract class RequestBody {}
