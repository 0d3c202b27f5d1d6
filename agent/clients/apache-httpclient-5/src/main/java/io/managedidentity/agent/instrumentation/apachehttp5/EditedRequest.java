package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The request as it is written: the original's method, entity and version, the edit's headers and
 * target.
 */
final class EditedRequest extends BasicClassicHttpRequest {
  private static final long serialVersionUID = 1L;

  private final ClassicHttpRequest original;
  private final transient @Nullable WireEdit edit;
  private final String target;

  /** With a token. */
  EditedRequest(ClassicHttpRequest original, WireEdit edit) {
    this(original, edit, edit.headers(), edit.target(), entity(original, edit));
  }

  /** As the application made it, to be sent so after a rejection. */
  EditedRequest(ClassicHttpRequest original, HeaderList headers) {
    this(original, null, headers, original.getRequestUri(), original.getEntity());
  }

  /** As the application made it, whose body has been read. */
  EditedRequest(ClassicHttpRequest original, HttpEntity entity) {
    this(original, null, WireHeaders.list(original.getHeaders()), original.getRequestUri(), entity);
  }

  private static @Nullable HttpEntity entity(ClassicHttpRequest original, WireEdit edit) {
    byte[] body = edit.body();
    return body == null ? original.getEntity() : ReadRequestBody.bytes(body);
  }

  private EditedRequest(
      ClassicHttpRequest original,
      @Nullable WireEdit edit,
      HeaderList headers,
      String target,
      @Nullable HttpEntity entity) {
    super(original.getMethod(), "/");
    this.original = original;
    this.edit = edit;
    this.target = target;
    setScheme(original.getScheme());
    setAuthority(original.getAuthority());
    setVersion(original.getVersion());
    setEntity(entity);
    WireHeaders.addTo(this, original.getHeaders(), headers);
  }

  ClassicHttpRequest original() {
    return original;
  }

  /** Null if it is sent as the application made it. */
  @Nullable WireEdit edit() {
    return edit;
  }

  /**
   * Absolute through a plain proxy, which versions from 5.0 to 5.4 keep track of in different ways.
   */
  @Override
  public String getRequestUri() {
    return target;
  }

  /** Without headers, since a wire log of the client may print it. */
  @Override
  public String toString() {
    return getMethod() + " " + getPath();
  }
}
