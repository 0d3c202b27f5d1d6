package io.managedidentity.agent.instrumentation.apacheasync4;

import io.managedidentity.agent.injection.WireEdit;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpRequest;
import org.apache.http.RequestLine;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.message.BasicRequestLine;

/** The request as it is written: the original's entity, the edit's headers and target. */
final class EditedRequest extends BasicHttpRequest {
  private EditedRequest(RequestLine line) {
    super(line);
  }

  /** With an entity if the original may have one: the client checks the type. */
  static HttpRequest of(HttpRequest original, WireEdit edit) {
    RequestLine line = original.getRequestLine();
    RequestLine edited =
        new BasicRequestLine(line.getMethod(), edit.target(), line.getProtocolVersion());
    HttpRequest request =
        original instanceof HttpEntityEnclosingRequest
            ? new WithEntity(edited, (HttpEntityEnclosingRequest) original)
            : new EditedRequest(edited);
    WireHeaders.addTo(request, original.getAllHeaders(), edit.headers());
    return request;
  }

  /** Without headers, since a log of the client may print it. */
  @Override
  public String toString() {
    return getRequestLine().toString();
  }

  /** The same with an entity. */
  private static final class WithEntity extends BasicHttpEntityEnclosingRequest {
    WithEntity(RequestLine line, HttpEntityEnclosingRequest original) {
      super(line);
      setEntity(original.getEntity());
    }

    @Override
    public String toString() {
      return getRequestLine().toString();
    }
  }
}
