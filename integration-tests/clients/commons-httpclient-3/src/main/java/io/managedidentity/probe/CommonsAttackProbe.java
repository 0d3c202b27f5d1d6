package io.managedidentity.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocketFactory;
import org.apache.commons.httpclient.HttpClient;
import org.apache.commons.httpclient.HttpMethod;
import org.apache.commons.httpclient.MultiThreadedHttpConnectionManager;
import org.apache.commons.httpclient.methods.GetMethod;
import org.apache.commons.httpclient.params.HttpConnectionParams;
import org.apache.commons.httpclient.protocol.Protocol;
import org.apache.commons.httpclient.protocol.ProtocolSocketFactory;
import org.apache.commons.httpclient.protocol.SecureProtocolSocketFactory;

/** commons-httpclient with sockets of the application's, and requests that are given up. */
public final class CommonsAttackProbe implements ProbeClient {
  private final HttpClient client = new HttpClient(new MultiThreadedHttpConnectionManager());
  private HttpMethod waiting;
  private Future<Message> answer;

  @Override
  public Message call(Message call) throws Exception {
    if (call.get("act").equals("abort")) {
      waiting.abort();
      return answer.get();
    }
    if (call.has("dialled")) {
      ProtocolSocketFactory sockets = new Elsewhere(call.get("dialled"));
      Protocol.registerProtocol("https", new Protocol("https", sockets, 443));
    }
    HttpMethod method = new GetMethod(call.get("url"));
    if (call.get("act").equals("call")) {
      return execute(method);
    }
    waiting = method;
    ExecutorService thread = Executors.newSingleThreadExecutor();
    answer = thread.submit(() -> execute(method));
    thread.shutdown();
    return new Message().add("started", "true");
  }

  private Message execute(HttpMethod method) {
    try {
      return new Message()
          .add("status", String.valueOf(client.executeMethod(method)))
          .add("body", method.getResponseBodyAsString());
    } catch (IOException | RuntimeException e) {
      return Probe.failure(e);
    } finally {
      method.releaseConnection();
    }
  }

  /** Dials one host, whatever the client asks for. */
  private static final class Elsewhere implements SecureProtocolSocketFactory {
    private final String host;

    Elsewhere(String host) {
      this.host = host;
    }

    private static SSLSocketFactory sockets() {
      return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    @Override
    public Socket createSocket(String ignored, int port) throws IOException {
      return sockets().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String ignored, int port, InetAddress local, int localPort)
        throws IOException {
      return sockets().createSocket(host, port);
    }

    @Override
    public Socket createSocket(
        String ignored, int port, InetAddress local, int localPort, HttpConnectionParams params)
        throws IOException {
      return sockets().createSocket(host, port);
    }

    @Override
    public Socket createSocket(Socket socket, String ignored, int port, boolean autoClose)
        throws IOException {
      return sockets().createSocket(socket, host, port, autoClose);
    }
  }
}
