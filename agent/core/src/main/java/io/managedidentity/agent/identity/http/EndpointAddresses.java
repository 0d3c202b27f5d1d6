package io.managedidentity.agent.identity.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where the host of a URL is. Thread-safe. */
public interface EndpointAddresses {
  /** Addresses to try in order; at least one. */
  InetSocketAddress[] find(String host, int port) throws IOException;

  /**
   * As the machine's resolver says; {@code localhost} is 127.0.0.1 and then ::1, whatever the hosts
   * file says, as the endpoints of the sources listen on IPv4 (R-NET).
   */
  EndpointAddresses OF_THIS_HOST =
      new EndpointAddresses() {
        private static final int MAX_TRIED = 4;

        @Override
        public InetSocketAddress[] find(String host, int port) throws IOException {
          if (host.equals("localhost")) {
            return new InetSocketAddress[] {
              new InetSocketAddress(
                  InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}), port),
              new InetSocketAddress(
                  InetAddress.getByAddress(
                      host, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
                  port)
            };
          }
          InetAddress[] all = InetAddress.getAllByName(host);
          InetSocketAddress[] found = new InetSocketAddress[Math.min(all.length, MAX_TRIED)];
          for (int i = 0; i < found.length; i++) {
            found[i] = new InetSocketAddress(all[i], port);
          }
          return found;
        }
      };
}
