package io.managedidentity.agent.instrumentation.javahttpclient;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request object that may be edited: what the application's publisher says, or what
 * the edit says. The client reads a field of the request, so this stands there from the beginning.
 * A repetition is another request object with a body of its own, which starts without an edit and
 * shares what was gathered: the publisher may publish only once. A redirect asks the publisher
 * itself, so that what can be sent only once goes nowhere else.
 */
final class EditableBody implements HttpRequest.BodyPublisher {
  private final GatheredBody gathered;
  private final URI uri;
  private volatile byte @Nullable [] edited;

  private EditableBody(GatheredBody gathered, URI uri) {
    this.gathered = gathered;
    this.uri = uri;
  }

  /** What takes the place of the publisher in a request object; that itself for most requests. */
  static Object of(Object publisher, String method, @Nullable URI uri) {
    if (publisher instanceof EditableBody) {
      EditableBody known = (EditableBody) publisher;
      return known.uri.equals(uri)
          ? new EditableBody(known.gathered, known.uri)
          : of(known.gathered.publisher(), method, uri);
    }
    return publisher instanceof HttpRequest.BodyPublisher && uri != null && mayBeEdited(method, uri)
        ? new EditableBody(new GatheredBody((HttpRequest.BodyPublisher) publisher), uri)
        : publisher;
  }

  /** A first look, at each request that is made: for a token request, and a batch of requests. */
  private static boolean mayBeEdited(String method, URI uri) {
    if (!method.equals("POST")) {
      return false;
    }
    String path = uri.getPath();
    String query = uri.getQuery();
    return path != null
        && (path.toLowerCase(Locale.ROOT).endsWith("/token")
            || (query != null && (query.contains("comp=batch") || path.endsWith("/$batch"))));
  }

  /** Null if the request has none, or one that is never edited. */
  static @Nullable EditableBody of(HttpRequest request) {
    Optional<HttpRequest.BodyPublisher> publisher = request.bodyPublisher();
    return publisher.isPresent() && publisher.get() instanceof EditableBody
        ? (EditableBody) publisher.get()
        : null;
  }

  GatheredBody gathered() {
    return gathered;
  }

  /**
   * @param bytes null for what the application made
   */
  void edit(byte @Nullable [] bytes) {
    edited = bytes;
  }

  @Override
  public long contentLength() {
    byte[] bytes = edited;
    return bytes == null ? gathered.contentLength() : bytes.length;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    byte[] bytes = edited;
    if (bytes == null) {
      gathered.subscribe(subscriber);
    } else {
      HttpRequest.BodyPublishers.ofByteArray(bytes).subscribe(subscriber);
    }
  }
}
