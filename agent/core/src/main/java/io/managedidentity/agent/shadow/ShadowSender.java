package io.managedidentity.agent.shadow;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointTransport;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.identity.http.TlsRefusedException;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.Repeat;
import io.managedidentity.agent.injection.Repeats;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.refusal.Refusal;
import io.managedidentity.agent.token.TokenThreads;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats requests on the agent's own threads, each over a connection of its own that uses no part
 * of the application's clients. A connection is made to the host itself, not through a proxy, and
 * TLS has to prove its name with the JVM's trust store. Thread-safe.
 */
public final class ShadowSender implements Repeats {
  static final Timeouts LIMITS = new Timeouts(3000, 10_000);

  private static final List<String> LANE = Collections.singletonList("shadow");

  /** Of one connection, or of another than the repeated request has (RFC 9110, 7.6.1). */
  private static final Set<String> OF_CONNECTION =
      new HashSet<>(
          Arrays.asList(
              "connection",
              "keep-alive",
              "proxy-connection",
              "proxy-authorization",
              "http2-settings",
              "te",
              "trailer",
              "accept-encoding",
              "host",
              "content-length"));

  /** Those that wait hold their headers, and a host that does not answer takes its time. */
  private static final int MOST_WAITING = 8;

  private final AtomicInteger waiting = new AtomicInteger();
  private final EndpointTransport transport;
  private final TokenThreads threads;
  private final TokenInjector injector;
  private final AgentLog log;

  public ShadowSender(
      EndpointTransport transport, TokenThreads threads, TokenInjector injector, AgentLog log) {
    this.transport = transport;
    this.threads = threads;
    this.injector = injector;
    this.log = log;
  }

  @Override
  public void send(Repeat repeat, int ownStatus) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      repeat.unanswered("too many others still wait for their answer");
      return;
    }
    boolean isBegun = false;
    try {
      threads.fetch(
          LANE,
          new Runnable() {
            @Override
            public void run() {
              try {
                sendNow(repeat, ownStatus);
              } finally {
                waiting.decrementAndGet();
              }
            }
          });
      isBegun = true;
    } finally {
      if (!isBegun) {
        waiting.decrementAndGet();
      }
    }
  }

  private void sendNow(Repeat repeat, int ownStatus) {
    try {
      EndpointRequest request = request(repeat);
      if (request == null) {
        repeat.unanswered("its target or a header has a character that the agent does not send");
        return;
      }
      if (injector.isOff() || !repeat.isCurrent()) {
        repeat.unanswered("it was not sent, since the agent is off or has another token by now");
        return;
      }
      EndpointResponse response = transport.send(request, LIMITS);
      Refusal refusal = Refusal.of(repeat.refused(), ServiceAnswer.of(response));
      repeat.compared(
          ownStatus,
          response.status(),
          refusal.code(),
          new Supplier<String>() {
            @Override
            public String get() {
              return refusal.advice();
            }
          });
    } catch (TlsRefusedException e) {
      repeat.unanswered(
          "its certificate is not trusted by the JVM's trust store (javax.net.ssl.trustStore)");
    } catch (SocketTimeoutException e) {
      repeat.unanswered("no answer within " + LIMITS.exchangeMillis() / 1000 + " s");
    } catch (IOException e) {
      repeat.unanswered(
          "the agent, which uses no proxy, has no connection to it ("
              + e.getClass().getSimpleName()
              + ")");
    } catch (RuntimeException | Error e) { // an exception's text may have what could not be sent
      repeat.unanswered("a fault in the agent");
      log.once(
          "shadow-fault",
          LogLevel.ERROR,
          "mode shadow has a fault: " + e.getClass().getName() + ". Please report it.");
    }
  }

  /** Null if it cannot be sent as it is. */
  private static @Nullable EndpointRequest request(Repeat repeat) {
    EndpointUrl url =
        EndpointUrl.of(repeat.isEncrypted(), repeat.host(), repeat.port(), repeat.target());
    if (url == null) {
      return null;
    }
    EndpointRequest request = EndpointRequest.repeat(repeat.method(), url);
    HeaderList headers = repeat.headers();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).trim();
      boolean isToBeSent =
          !name.startsWith(":") && !OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
      if (isToBeSent) {
        boolean canBeSent =
            EndpointRequest.canBeHeader(name)
                && name.indexOf(':') < 0
                && EndpointRequest.canBeHeader(headers.value(i));
        if (!canBeSent) {
          return null;
        }
        request.header(name, headers.value(i));
      }
    }
    return request;
  }
}
