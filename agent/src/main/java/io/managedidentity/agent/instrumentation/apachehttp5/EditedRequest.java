package io.managedidentity.agent.instrumentation.apachehttp5;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * The request as it is written: the original's method, entity and version, the edit's headers and
 * target.
 */
final class EditedRequest extends BasicClassicHttpRequest {
  private static final long serialVersionUID = 1L;

  private final String target;

  EditedRequest(ClassicHttpRequest original, WireEdit edit) {
    super(original.getMethod(), "/");
    this.target = edit.target();
    setScheme(original.getScheme());
    setAuthority(original.getAuthority());
    setVersion(original.getVersion());
    setEntity(original.getEntity());
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      addHeader(headers.name(i), headers.value(i));
    }
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
