package io.managedidentity.agent.instrumentation.apacheasync5;

import io.managedidentity.agent.injection.WireEdit;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The request as it is written: the original's method and version, the edit's headers and target.
 */
final class EditedRequest extends BasicHttpRequest implements Configurable {
  private static final long serialVersionUID = 1L;

  private final String target;
  private final transient HttpRequest original;

  EditedRequest(HttpRequest original, WireEdit edit) {
    super(original.getMethod(), "/");
    this.target = edit.target();
    this.original = original;
    setScheme(original.getScheme());
    setAuthority(original.getAuthority());
    setVersion(original.getVersion());
    WireHeaders.addTo(this, original.getHeaders(), edit.headers());
  }

  /** What HTTP/1.1 writes: absolute through a plain proxy. */
  @Override
  public String getRequestUri() {
    return target;
  }

  /** What HTTP/2 writes. */
  @Override
  public String getPath() {
    return target.startsWith("/") ? target : original.getPath();
  }

  @Override
  public @Nullable RequestConfig getConfig() {
    return original instanceof Configurable ? ((Configurable) original).getConfig() : null;
  }

  /** Without headers, since a wire log of the client may print it. */
  @Override
  public String toString() {
    return getMethod() + " " + getPath();
  }
}
