package io.managedidentity.agent.instrumentation.javahttpclient;

import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ExchangesTest {
  private static final Faults NONE =
      e -> {
        throw new AssertionError(e);
      };

  private final WeakIdentityMap<Function<Faults, AnswerTap>> refused = new WeakIdentityMap<>();
  private final Exchange exchange = new Exchange();

  /** The client may never read that body: what is kept until then must not keep the exchange. */
  @Test
  void keepsNothingOfTheExchangeOfARefusal() throws Exception {
    Bench bench = new Bench();
    bench.hold("t");
    Exchanges exchanges =
        new Exchanges(
            exchange,
            MethodHandles.lookup(),
            NONE,
            new Ledger<>(),
            new WeakIdentityMap<>(),
            refused);
    HttpRequest request = HttpRequest.newBuilder(URI.create("https://api.example/")).build();
    InFlightRequest sent =
        new InFlightRequest(
            request,
            new Decided(bench.route(), new TreeMap<>(), "/"),
            bench.route().editNow(headers(), "/", null));

    CompletableFuture<?> answer =
        (CompletableFuture<?>)
            exchanges.answered(
                CompletableFuture.completedFuture(new Response()), request, sent, exchange);
    bench.refuse(); // no other token: the answer is the application's

    assertInstanceOf(Response.class, answer.get(10, TimeUnit.SECONDS));
    Function<Faults, AnswerTap> tap = refused.remove(exchange);
    assertNotNull(tap);
    Field[] captured = tap.getClass().getDeclaredFields();
    assertEquals(1, captured.length);
    captured[0].setAccessible(true);
    assertInstanceOf(Resend.class, captured[0].get(tap));
    assertNotNull(tap.apply(NONE));
  }

  // By the names of the client's own members.

  private static final class Exchange {
    private final Client client = new Client();

    private CompletableFuture<Object> responseAsync() {
      throw new AssertionError("it is sent again");
    }

    private Client client() {
      return client;
    }
  }

  private static final class Client {
    private final DelegatingExecutor executor = new DelegatingExecutor();

    private DelegatingExecutor theExecutor() {
      return executor;
    }
  }

  private static final class DelegatingExecutor {
    private Executor delegate() {
      return Runnable::run;
    }
  }

  private static final class Response {
    private int statusCode() {
      return 401;
    }

    private HttpHeaders headers() {
      return HttpHeaders.of(
          Map.of("WWW-Authenticate", List.of("Bearer error=\"invalid_token\"")),
          (name, value) -> true);
    }
  }
}
