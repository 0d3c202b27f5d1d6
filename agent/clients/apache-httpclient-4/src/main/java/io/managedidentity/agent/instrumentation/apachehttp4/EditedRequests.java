package io.managedidentity.agent.instrumentation.apachehttp4;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpRequest;
import org.apache.http.RequestLine;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.message.BasicRequestLine;
import org.jspecify.annotations.Nullable;

/** Copies of requests for the wire. None shows its headers as text, since a log may print it. */
final class EditedRequests {
  private EditedRequests() {}

  /** With a token. */
  static EditedRequest of(HttpRequest original, WireEdit edit) {
    byte[] body = edit.body();
    HttpEntity entity = body == null ? entity(original) : ReadRequestBody.bytes(body);
    return copy(original, edit, edit.headers(), edit.target(), entity);
  }

  /** As the application made it, to be sent so after a rejection. */
  static EditedRequest asMade(HttpRequest original, HeaderList headers) {
    String target = original.getRequestLine().getUri();
    return copy(original, null, headers, target, entity(original));
  }

  /** As the application made it, whose body has been read. */
  static EditedRequest read(HttpRequest original, HttpEntity entity) {
    HeaderList headers = WireHeaders.list(original.getAllHeaders());
    return copy(original, null, headers, original.getRequestLine().getUri(), entity);
  }

  /** The body, or null. */
  static @Nullable HttpEntity entity(HttpRequest request) {
    return request instanceof HttpEntityEnclosingRequest
        ? ((HttpEntityEnclosingRequest) request).getEntity()
        : null;
  }

  private static EditedRequest copy(
      HttpRequest original,
      @Nullable WireEdit edit,
      HeaderList headers,
      String target,
      @Nullable HttpEntity entity) {
    RequestLine line = original.getRequestLine();
    RequestLine editedLine =
        new BasicRequestLine(line.getMethod(), target, line.getProtocolVersion());
    EditedRequest copy =
        original instanceof HttpEntityEnclosingRequest
            ? new Enclosing(editedLine, original, edit, entity)
            : new Plain(editedLine, original, edit);
    copy.setParams(original.getParams());
    WireHeaders.addTo(copy, original.getAllHeaders(), headers);
    return copy;
  }

  private static final class Plain extends BasicHttpRequest implements EditedRequest {
    private final HttpRequest original;
    private final @Nullable WireEdit edit;

    Plain(RequestLine line, HttpRequest original, @Nullable WireEdit edit) {
      super(line);
      this.original = original;
      this.edit = edit;
    }

    @Override
    public HttpRequest original() {
      return original;
    }

    @Override
    public @Nullable WireEdit edit() {
      return edit;
    }

    @Override
    public String toString() {
      return getRequestLine().toString();
    }
  }

  private static final class Enclosing extends BasicHttpEntityEnclosingRequest
      implements EditedRequest {
    private final HttpRequest original;
    private final @Nullable WireEdit edit;

    Enclosing(
        RequestLine line,
        HttpRequest original,
        @Nullable WireEdit edit,
        @Nullable HttpEntity entity) {
      super(line);
      this.original = original;
      this.edit = edit;
      setEntity(entity);
    }

    @Override
    public HttpRequest original() {
      return original;
    }

    @Override
    public @Nullable WireEdit edit() {
      return edit;
    }

    @Override
    public String toString() {
      return getRequestLine().toString();
    }
  }
}
