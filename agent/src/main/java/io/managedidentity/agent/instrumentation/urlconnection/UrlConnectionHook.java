package io.managedidentity.agent.instrumentation.urlconnection;

import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RequestTarget;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;

/**
 * Edits a copy of the header block that {@code sun.net.www.http.HttpClient} is about to write. That
 * client keeps the copy for its silent re-send on a dead kept-alive connection, so the re-send
 * carries the token too; the connection's own headers, which redirects and the application see,
 * never do.
 */
public final class UrlConnectionHook extends ClientHook {
  private final ClientInjector injector;

  public UrlConnectionHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Object on(
      int hook, @Nullable Object subject, @Nullable Object first, @Nullable Object second)
      throws Exception {
    if (subject instanceof MessageHeader && first instanceof URL) {
      return write((MessageHeader) subject, (URL) first);
    }
    if (first instanceof HttpURLConnection) {
      warm((HttpURLConnection) first, (MessageHeader) second);
    }
    return subject;
  }

  private void warm(HttpURLConnection connection, @Nullable MessageHeader requests) {
    URL url = connection.getURL();
    RouteInjection injection = match(url, connection.getRequestMethod(), url.getFile());
    if (injection != null) {
      injection.warm(requests == null ? null : requests.findValue(injection.header()));
    }
  }

  private MessageHeader write(MessageHeader head, URL url) throws Deliberate {
    String requestLine = head.getKey(0);
    if (requestLine == null || head.getValue(0) != null) {
      return head; // not as the JDK writes it; leave it alone
    }
    int methodEnd = requestLine.indexOf(' ');
    int targetEnd = requestLine.lastIndexOf(' ');
    if (methodEnd < 0 || targetEnd <= methodEnd) {
      return head;
    }
    String method = requestLine.substring(0, methodEnd);
    String target = requestLine.substring(methodEnd + 1, targetEnd);
    RouteInjection injection = match(url, method, RequestTarget.originForm(target));
    if (injection == null) {
      return head;
    }
    HeaderList headers = new HeaderList();
    for (int i = 1; head.getKey(i) != null; i++) {
      String value = head.getValue(i);
      headers.add(head.getKey(i), value == null ? "" : value);
    }
    try {
      WireEdit edit = injection.edit(headers, target);
      return edit == null ? head : copy(method, requestLine.substring(targetEnd), edit);
    } catch (RequestRefusedException e) {
      throw new Deliberate(new IOException(e.getMessage()));
    }
  }

  private @Nullable RouteInjection match(URL url, String method, String target) {
    return injector.match(url.getProtocol(), url.getHost(), url.getPort(), method, target);
  }

  private static MessageHeader copy(String method, String versionPart, WireEdit edit) {
    MessageHeader copy = new MessageHeader();
    copy.add(method + " " + edit.target() + versionPart, null);
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      copy.add(headers.name(i), headers.value(i));
    }
    return copy;
  }
}
