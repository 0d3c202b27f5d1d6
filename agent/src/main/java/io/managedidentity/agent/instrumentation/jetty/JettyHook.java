package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RequestTarget;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a connection takes on a request, by the connection's own destination; what the
 * client then writes is read from the edit, and the request itself, from which redirects and
 * retries are made, is never touched. A request whose token is not there goes on later, on a thread
 * of the client's executor, as if the connection had taken it on then.
 *
 * <p>Names no type of the client, since they are in other packages from 12 on.
 */
public final class JettyHook extends ClientHook {
  /** {@code HttpSender.send}. */
  private static final int SEND = 0;

  /** The request's headers, where they are written. */
  private static final int HEADERS = 1;

  private static final int PATH = 2;
  private static final int QUERY = 3;

  /** {@code ProtocolHandlers.find}, which the client asks for every answer. */
  private static final int ANSWER = 4;

  private static final int FIRST_FINAL_STATUS = 200;

  private final ClientInjector injector;

  /** Of requests that are on the wire, by request. */
  private final WeakIdentityMap<WireEdit> edits = new WeakIdentityMap<>();

  /** Of requests that have waited, by request. */
  private final WeakIdentityMap<Boolean> passes = new WeakIdentityMap<>();

  public JettyHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    switch (hook) {
      case SEND:
        return first instanceof Object[] ? send(new Sending((Object[]) first)) : null;
      case ANSWER:
        answered(first, second);
        return null;
      default:
        WireEdit edit = first == null || edits.isEmpty() ? null : edits.get(first);
        return edit == null ? subject : edited(hook, subject, edit);
    }
  }

  private static @Nullable Object edited(int hook, @Nullable Object subject, WireEdit edit)
      throws ReflectiveOperationException {
    String target = edit.target();
    int query = target.indexOf('?');
    switch (hook) {
      case HEADERS:
        return subject == null ? null : Fields.of(subject, edit.headers());
      case PATH:
        return query < 0 ? target : target.substring(0, query);
      case QUERY:
        return query < 0 ? null : target.substring(query + 1);
      default:
        return subject;
    }
  }

  /** True where the request is not sent now: later, or not at all. */
  private @Nullable Object send(Sending sending) throws ReflectiveOperationException {
    Object request = sending.request();
    boolean hasWaited = !passes.isEmpty() && passes.remove(request) != null;
    if (!edits.isEmpty()) {
      edits.remove(request); // each sending is decided anew
    }
    RouteInjection injection = match(sending);
    if (injection == null) {
      return null;
    }
    HeaderList headers = Fields.headers(request);
    if (!hasWaited && injection.defer(headers, new Waiting(this, sending))) {
      return true;
    }
    try {
      WireEdit edit = injection.editNow(headers, sending.target());
      if (edit != null) {
        edits.put(request, edit);
      }
      return null;
    } catch (RequestRefusedException e) {
      sending.abort(new IOException(e.getMessage()));
      return true;
    }
  }

  /** The request, which has waited, is to be sent now. */
  void pass(Object request) {
    passes.put(request, true);
  }

  private @Nullable RouteInjection match(Sending sending) {
    if (sending.method().equalsIgnoreCase("CONNECT")) {
      return null;
    }
    return injector.match(
        sending.scheme(),
        sending.host(),
        sending.port(),
        sending.method(),
        RequestTarget.originForm(sending.target()));
  }

  private void answered(@Nullable Object request, @Nullable Object response)
      throws ReflectiveOperationException {
    if (request == null || response == null || edits.isEmpty() || edits.get(request) == null) {
      return;
    }
    int status = Fields.status(response);
    WireEdit edit = status < FIRST_FINAL_STATUS ? null : edits.remove(request);
    if (edit != null && WireEdit.isRejection(status)) {
      HeaderList headers = Fields.headers(response);
      List<String> challenges = new ArrayList<>(1);
      for (int i = 0; i < headers.size(); i++) {
        if (headers.name(i).equalsIgnoreCase("WWW-Authenticate")) {
          challenges.add(headers.value(i));
        }
      }
      edit.noteRejection(status, challenges);
    }
  }
}
