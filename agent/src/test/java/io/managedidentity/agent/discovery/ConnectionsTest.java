package io.managedidentity.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.contoso.Invoices;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final String SQL_HOST = "orders.database.windows.net";

  private final SetClock clock = new SetClock();
  private final Set<String> seen = new HashSet<>();
  private final Connections connections = new Connections(seen::contains, clock);

  @Test
  void recordsWhereSocketsConnectWithoutHttp() {
    long begin = clock.wallMillis();
    Invoices.load(
        () -> {
          connections.connecting("Orders.Database.Windows.Net.", 1433);
          return null;
        });
    clock.advanceSeconds(3);
    connections.connecting(SQL_HOST, 1433);
    connections.connecting(SQL_HOST, 443);

    List<Connection> all = connections.snapshot(false);

    assertEquals(List.of("1 sql-server orders.database.windows.net:1433 x2"), texts(all));
    assertEquals(begin, all.get(0).first());
    assertEquals(begin + 3000, all.get(0).last());
    CallSite site = all.get(0).site();
    assertNotNull(site);
    assertEquals("com.contoso.Invoices", site.className());
  }

  @Test
  void countsKnownProtocolOnceThoughTlsShowsItToo() {
    connections.connecting(SQL_HOST, 1433);
    connections.handshake(SQL_HOST, 1433);

    assertEquals(
        List.of("1 sql-server orders.database.windows.net:1433 x1"),
        texts(connections.snapshot(false)));
  }

  @Test
  void recordsKnownProtocolThatOnlyTlsShows() {
    connections.handshake("orders.servicebus.windows.net", 5671);
    connections.handshake("orders.servicebus.windows.net", 5671);

    assertEquals(
        List.of("1 amqp orders.servicebus.windows.net:5671 x2"),
        texts(connections.snapshot(false)));
  }

  @Test
  void recordsTlsToWhereNoClientSendsRequests() {
    connections.handshake("api.contoso.com", 443);
    clock.advanceSeconds(4);
    assertEquals(List.of(), texts(connections.snapshot(false)));

    clock.advanceSeconds(1);

    assertEquals(List.of("1 tls api.contoso.com:443 x1"), texts(connections.snapshot(false)));
  }

  @Test
  void decidesAtTheEnd() {
    connections.handshake("api.contoso.com", 443);

    assertEquals(List.of("1 tls api.contoso.com:443 x1"), texts(connections.snapshot(true)));
  }

  @Test
  void leavesTlsOfCoveredClientsAlone() {
    connections.handshake("api.contoso.com", 443);
    seen.add("api.contoso.com");
    connections.handshake("API.contoso.com", 443);

    assertEquals(List.of(), texts(connections.snapshot(true)));
  }

  @Test
  void withdrawsWhatTurnsOutToBeOfCoveredClient() {
    connections.handshake("api.contoso.com", 443);
    connections.snapshot(true);
    seen.add("api.contoso.com");

    assertEquals(List.of("1 tls api.contoso.com:443 x0"), texts(connections.snapshot(false)));
    assertEquals(List.of(), texts(connections.snapshot(false)));
  }

  @Test
  void behindProxyThePortIsTheProxys() {
    seen.add("orders.documents.azure.com");
    seen.add("orders.servicebus.windows.net");
    connections.handshake("orders.documents.azure.com", 3128);
    connections.handshake("orders.servicebus.windows.net", 3128);
    connections.handshake("orders.servicebus.windows.net", 5671);

    assertEquals(
        List.of("1 amqp orders.servicebus.windows.net:5671 x1"), texts(connections.snapshot(true)));
  }

  @Test
  void countsWhatIsBeyond512() {
    for (int i = 0; i < 514; i++) {
      connections.connecting("db" + i + ".contoso.com", 1433);
    }
    connections.connecting("db0.contoso.com", 1433);

    List<Connection> all = connections.snapshot(true);

    assertEquals(512, all.size());
    assertEquals("1 sql-server db0.contoso.com:1433 x2", texts(all).get(0));
    assertEquals(2, connections.dropped());
  }

  @Test
  void makesRoomWhereRequestsWereSeen() {
    for (int i = 0; i < 512; i++) {
      connections.handshake("api" + i + ".contoso.com", 443);
      seen.add("api" + i + ".contoso.com");
    }

    connections.connecting(SQL_HOST, 1433);

    assertEquals(
        List.of("513 sql-server orders.database.windows.net:1433 x1"),
        texts(connections.snapshot(true)));
    assertEquals(0, connections.dropped());
  }

  @Test
  void leavesTheAgentItselfAlone() throws InterruptedException {
    Thread own =
        new Thread(
            () -> connections.handshake("login.microsoftonline.com", 443),
            "managed-identity-agent-fetch-1");
    own.start();
    own.join();

    assertEquals(List.of(), texts(connections.snapshot(true)));
  }

  @Test
  void hasNoPlaceWhereTheStackHasNone() throws InterruptedException {
    Thread thread =
        new Thread(
            new Runnable() {
              @Override
              public void run() {
                connections.connecting("db.contoso.com", 1433);
              }
            });
    thread.start();
    thread.join();

    assertNull(connections.snapshot(true).get(0).site());
  }

  private static List<String> texts(List<Connection> all) {
    return all.stream()
        .map(
            one ->
                one.number()
                    + " "
                    + one.protocol()
                    + " "
                    + one.host()
                    + ":"
                    + one.port()
                    + " x"
                    + one.count())
        .toList();
  }
}
