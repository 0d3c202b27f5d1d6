package io.managedidentity.agent.identity.http;

import io.managedidentity.agent.clock.AgentClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends one request over one connection of its own. It uses no part of the JVM's HTTP clients:
 * authenticators, cookies, proxies, default TLS settings and redirects of the application cannot
 * reach a call that carries an identity secret (R-NET). Thread-safe.
 */
public final class EndpointClient implements EndpointTransport {
  /** An identity endpoint takes five requests at once for a whole machine (R-CACHE). */
  private static final int AT_ONCE = 4;

  /** One for each endpoint; their number is that of the sources of this host. */
  private final ConcurrentHashMap<String, Semaphore> rooms = new ConcurrentHashMap<>();

  private final EndpointAddresses addresses;
  private final TlsTrust trust;
  private final AgentClock clock;

  public EndpointClient(EndpointAddresses addresses, TlsTrust trust, AgentClock clock) {
    this.addresses = addresses;
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Blocks no longer than {@code limits}, and as long again for a place among the four requests
   * that may be under way to one endpoint; the resolver's own time for a host name is extra.
   *
   * @throws TlsRefusedException if the server is not the one that was meant; nothing was sent
   * @throws IOException if there was no complete answer
   */
  @Override
  public EndpointResponse send(EndpointRequest request, Timeouts limits) throws IOException {
    EndpointUrl url = request.url();
    Semaphore room = room(url);
    enter(room, limits);
    try {
      return sendNow(url, request, limits);
    } finally {
      room.release();
    }
  }

  private Semaphore room(EndpointUrl url) {
    String origin = url.host() + ":" + url.port();
    Semaphore room = rooms.get(origin);
    if (room == null) {
      Semaphore made = new Semaphore(AT_ONCE);
      room = rooms.putIfAbsent(origin, made);
      room = room == null ? made : room;
    }
    return room;
  }

  private static void enter(Semaphore room, Timeouts limits) throws IOException {
    try {
      if (!room.tryAcquire(limits.exchangeMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(AT_ONCE + " requests are under way to it, and none ended in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before the request was sent");
    }
  }

  private EndpointResponse sendNow(EndpointUrl url, EndpointRequest request, Timeouts limits)
      throws IOException {
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
    reader.read();
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
