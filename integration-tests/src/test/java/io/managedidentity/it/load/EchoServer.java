package io.managedidentity.it.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers thousands of connections from one thread: {@code token} where the request has a bearer
 * token, {@code none} where it has none, on all of 127.0.0.0/8. Counts what must not be: a token at
 * the host it is not for, the old key beside a token.
 */
final class EchoServer implements AutoCloseable {
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final Selector selector = Selector.open();
  private final Map<String, AtomicLong> faults = new ConcurrentHashMap<>();
  private final Map<String, String> tokenOfHost;
  private volatile boolean isClosed;

  /**
   * @param tokenOfHost what the tokens of each host begin with; a host that is missing gets none
   */
  EchoServer(Map<String, String> tokenOfHost) throws IOException {
    this.tokenOfHost = tokenOfHost;
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 0), 2000);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    Thread thread = new Thread(this::serve, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  Map<String, AtomicLong> faults() {
    return faults;
  }

  /** The thread that uses the selector closes it. */
  @Override
  public void close() throws IOException {
    listener.close();
    isClosed = true;
    selector.wakeup();
  }

  private void serve() {
    try (selector) {
      while (!isClosed) {
        selector.select();
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
          SelectionKey key = keys.next();
          keys.remove();
          serve(key);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel channel = listener.accept();
        if (channel != null) {
          channel.configureBlocking(false);
          channel.socket().setTcpNoDelay(true);
          channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(4096));
        }
        return;
      }
      SocketChannel channel = (SocketChannel) key.channel();
      ByteBuffer buffer = (ByteBuffer) key.attachment();
      if (channel.read(buffer) < 0) {
        channel.close();
        return;
      }
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        buffer.clear();
        channel.write(ByteBuffer.wrap(answer(text).getBytes(StandardCharsets.ISO_8859_1)));
      }
    } catch (IOException e) {
      key.cancel();
      try {
        key.channel().close();
      } catch (IOException again) {
        return;
      }
    }
  }

  private String answer(String request) {
    String token = value(request, "Authorization: Bearer ");
    String host = value(request, "x-host: ");
    String expected = tokenOfHost.get(host);
    if (token != null && (expected == null || !token.startsWith(expected))) {
      fault("a token at the wrong host");
    }
    if ((value(request, "x-api-key: ") == null) != (token != null)) {
      fault("the key and the token together, or neither");
    }
    String body = token == null ? "none" : "token";
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private void fault(String what) {
    faults.computeIfAbsent(what, key -> new AtomicLong()).incrementAndGet();
  }

  private static String value(String request, String prefix) {
    int at =
        request
            .toLowerCase(java.util.Locale.ROOT)
            .indexOf("\n" + prefix.toLowerCase(java.util.Locale.ROOT));
    return at < 0
        ? null
        : request.substring(at + 1 + prefix.length(), request.indexOf('\r', at + 1));
  }
}
