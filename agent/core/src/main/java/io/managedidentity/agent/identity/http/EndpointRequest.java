package io.managedidentity.agent.identity.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request to an identity endpoint. Built by one thread, then only read. */
public final class EndpointRequest {
  private final String method;
  private final EndpointUrl url;
  private final @Nullable String form;
  private final StringBuilder headers = new StringBuilder(256);
  private @Nullable String thumbprint;

  /** Whether it is one of the application's, sent once more. */
  private final boolean isRepeat;

  private EndpointRequest(String method, EndpointUrl url, @Nullable String form, boolean isRepeat) {
    this.isRepeat = isRepeat;
    this.method = method;
    this.url = url;
    this.form = form;
  }

  public static EndpointRequest get(EndpointUrl url) {
    return new EndpointRequest("GET", url, null, false);
  }

  /**
   * A request of the application's without a body, sent once more: its headers are its own, and of
   * its answer no body is read but that of a refusal.
   */
  public static EndpointRequest repeat(String method, EndpointUrl url) {
    return new EndpointRequest(method, url, null, true);
  }

  /** A POST of {@code application/x-www-form-urlencoded}, already encoded. */
  public static EndpointRequest post(EndpointUrl url, String form) {
    return new EndpointRequest("POST", url, form, false)
        .header("Content-Type", "application/x-www-form-urlencoded");
  }

  /** Whether a text can be a header's value: visible ASCII and inner blanks only. */
  public static boolean canBeHeader(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /**
   * Adds a header.
   *
   * @throws IllegalArgumentException if the value would break the request; never shows it
   */
  public EndpointRequest header(String name, String value) {
    if (!canBeHeader(value)) {
      throw new IllegalArgumentException("header " + name + " has a value that cannot be sent");
    }
    headers.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /** Only a server whose certificate has this SHA-1 (40 hex digits) gets the request (R-SF). */
  public EndpointRequest pinnedTo(String sha1Thumbprint) {
    thumbprint = sha1Thumbprint;
    return this;
  }

  public EndpointUrl url() {
    return url;
  }

  /** Whether the body of an answer with this status is to be read. */
  boolean isRead(int status) {
    return !isRepeat || (status >= 400 && !method.equals("HEAD"));
  }

  @Nullable String thumbprint() {
    return thumbprint;
  }

  byte[] toBytes() {
    StringBuilder text = new StringBuilder(512);
    text.append(method).append(' ').append(url.target()).append(" HTTP/1.1\r\nHost: ");
    text.append(url.authority());
    text.append(isRepeat ? "\r\n" : "\r\nAccept: application/json\r\n").append(headers);
    text.append("Connection: close\r\n");
    if (form != null) {
      text.append("Content-Length: ").append(form.length()).append("\r\n");
    }
    text.append("\r\n");
    if (form != null) {
      text.append(form);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Method and address; no header, no query, no body: they hold secrets and ids. */
  @Override
  public String toString() {
    return method + " " + url;
  }
}
