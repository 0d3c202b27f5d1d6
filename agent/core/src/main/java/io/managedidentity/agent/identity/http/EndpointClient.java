package io.managedidentity.agent.identity.http;

import io.managedidentity.agent.clock.AgentClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Sends one request over one connection of its own. It uses no part of the JVM's HTTP clients:
 * authenticators, cookies, proxies, default TLS settings and redirects of the application cannot
 * reach a call that carries an identity secret (R-NET). Thread-safe.
 */
public final class EndpointClient implements EndpointTransport {
  private final EndpointAddresses addresses;
  private final TlsTrust trust;
  private final AgentClock clock;

  public EndpointClient(EndpointAddresses addresses, TlsTrust trust, AgentClock clock) {
    this.addresses = addresses;
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Blocks no longer than {@code limits}; the resolver's own time for a host name is extra.
   *
   * @throws TlsRefusedException if the server is not the one that was meant; nothing was sent
   * @throws IOException if there was no complete answer
   */
  @Override
  public EndpointResponse send(EndpointRequest request, Timeouts limits) throws IOException {
    EndpointUrl url = request.url();
    DeadlineSocket plain = connect(url, limits);
    Socket socket = plain;
    try {
      plain.startDeadline();
      if (url.isSecure()) {
        socket = TlsLayer.over(plain, url, trust, request.thumbprint());
      }
      return exchange(socket, request);
    } finally {
      close(socket);
      close(plain);
    }
  }

  private DeadlineSocket connect(EndpointUrl url, Timeouts limits) throws IOException {
    IOException first = null;
    for (InetSocketAddress address : addresses.find(url.host(), url.port())) {
      DeadlineSocket socket = new DeadlineSocket(clock, limits.exchangeMillis());
      try {
        socket.setTcpNoDelay(true);
        socket.connect(address, limits.connectMillis());
        return socket;
      } catch (IOException e) {
        socket.close();
        first = first == null ? e : first;
      }
    }
    throw first == null ? new IOException("the host has no address") : first;
  }

  private EndpointResponse exchange(Socket socket, EndpointRequest request) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(request.toBytes());
    out.flush();
    ResponseReader reader = new ResponseReader(socket.getInputStream());
    reader.read(request);
    return new EndpointResponse(
        reader.status(),
        reader.headers(),
        reader.body(),
        reader.isCut(),
        clock.nanoTime(),
        clock.wallMillis());
  }

  /** A fault on closing says nothing about the answer that was read. */
  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return;
    }
  }
}
