package io.managedidentity.agent.instrumentation.apacheasync5;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * The session that the minimal HTTP/2 client got for a mapped request: what it enqueues there is
 * decided by that session. Only there do the two meet.
 */
final class HandedSession implements InvocationHandler {
  private final RequestEditor editor;
  private final IOSession session;

  private HandedSession(RequestEditor editor, IOSession session) {
    this.editor = editor;
    this.session = session;
  }

  static IOSession of(RequestEditor editor, IOSession session) {
    return (IOSession)
        Proxy.newProxyInstance(
            IOSession.class.getClassLoader(),
            new Class<?>[] {IOSession.class},
            new HandedSession(editor, session));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] values)
      throws Throwable {
    if (values != null
        && values.length > 0
        && values[0] instanceof RequestExecutionCommand
        && method.getName().equals("enqueue")) {
      values[0] = decided((RequestExecutionCommand) values[0]);
    }
    try {
      return method.invoke(session, values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw cause == null ? e : cause;
    }
  }

  private RequestExecutionCommand decided(RequestExecutionCommand made) {
    return new RequestExecutionCommand(
        new SessionHandler(editor, made.getExchangeHandler(), session),
        made.getPushHandlerFactory(),
        made.getCancellableDependency(),
        made.getContext());
  }
}
