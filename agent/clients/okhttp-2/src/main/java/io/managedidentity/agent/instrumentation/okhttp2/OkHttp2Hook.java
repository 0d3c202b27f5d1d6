package io.managedidentity.agent.instrumentation.okhttp2;

import com.squareup.okhttp.Headers;
import com.squareup.okhttp.Request;
import com.squareup.okhttp.RequestBody;
import com.squareup.okhttp.Response;
import com.squareup.okhttp.ResponseBody;
import com.squareup.okhttp.internal.http.HttpEngine;
import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClosedSocket;
import io.managedidentity.agent.instrumentation.InFlight;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.Rejection;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.managedidentity.agent.instrumentation.WireSocket;
import java.net.MalformedURLException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URL;
import java.util.List;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Hands an edited copy of the request to the codec, which writes it; the request that the client
 * keeps (for its cache, for redirects, for the application) is never touched.
 *
 * <p>The URL is the connection's: the client refuses an interceptor's change of host or port at
 * this point. The scheme can be changed there, so only the connection is asked whether it is
 * encrypted.
 */
public final class OkHttp2Hook extends OkHttp2Handlers {
  private final ClientInjector injector;
  private final PublicGetter connectionOfAllocation = new PublicGetter("connection");
  private final PublicGetter connectionOfEngine = new PublicGetter("getConnection");
  private final PublicGetter bodyOfEngine = new PublicGetter("getResponseBody"); // 2.0
  private final PublicGetter closeEngine = new PublicGetter("close");
  private final PublicGetter isCancelled = new PublicGetter("isCanceled");
  private final PublicGetter handshake = new PublicGetter("getHandshake");
  private final PublicGetter socket = new PublicGetter("getSocket");

  /**
   * In flight by the request that the client keeps of what it wrote; a resend by the text object of
   * its URL, which every copy of the request shares, and no other; a kept rejection by the request
   * of the resend.
   */
  private final Ledger<InFlight, Response> ledger = new Ledger<>();

  /**
   * By answer of the network, which every copy of an answer shares, until the application gets it:
   * 2.0 hands a copy over.
   */
  private final WeakIdentityMap<AnswerTap> taps = new WeakIdentityMap<>();

  public OkHttp2Hook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected Request write(Request request, @Nullable Object holder) throws Exception {
    return written(request, holder);
  }

  /** What the application gets instead of an exception. */
  @Override
  protected Object failed(Object thrown, @Nullable HttpEngine engine, Object call)
      throws Exception {
    Rejection<Response> first =
        ledger.isEmpty() || engine == null ? null : ledger.failed(engine.getRequest());
    if (engine == null || first == null || Boolean.TRUE.equals(isCancelled.get(call))) {
      return thrown; // a call that the application gave up has failed
    }
    closeEngine.get(engine); // after an answer 2.0 would put its connection into the pool
    return first.deliver();
  }

  @Override
  protected @Nullable Request answered(HttpEngine engine) throws Exception {
    return ledger.isEmpty() ? null : followUp(engine.getResponse(), engine);
  }

  @Override
  protected @Nullable Response handedOver(@Nullable Response answer) throws Exception {
    Response network = answer == null || taps.isEmpty() ? null : answer.networkResponse();
    AnswerTap tap = network == null ? null : taps.remove(network);
    ResponseBody body = answer == null || tap == null ? null : answer.body();
    return answer == null || tap == null || body == null
        ? answer
        : answer.newBuilder().body(new TappedBody(body, tap)).build();
  }

  private Request written(Request request, @Nullable Object holder) throws Exception {
    Object wire = wire(holder);
    URL url = request.url();
    String target = url.getFile().startsWith("/") ? url.getFile() : "/" + url.getFile();
    RouteInjection injection =
        injector.match(
            handshake.get(wire) != null ? url.getProtocol() : "http",
            url.getHost(),
            url.getPort(),
            request.method(),
            target);
    Object found = injection == null ? null : socket.get(wire);
    Socket connected = found instanceof Socket ? (Socket) found : null;
    injection =
        injection == null
            ? null
            : injector.proven(injection, url.getHost(), WireSocket.peer(connected));
    if (injection == null) {
      return request;
    }
    HeaderList headers = headers(request.headers());
    ClosedSocket call = new ClosedSocket(connected);
    try {
      Resend resend = ledger.takeResend(request.urlString());
      WireEdit edit = injection.edit(headers, target, resend, call);
      if (edit == null) {
        if (call.isGivenUp()) {
          throw new Deliberate(ClosedSocket.failure());
        }
        return request;
      }
      Request copy = copy(request, edit, target);
      ledger.sent(request, new InFlight(edit, call));
      return copy;
    } catch (RequestRefusedException e) {
      throw new Deliberate(new ProtocolException(e.getMessage())); // any other one is tried again
    }
  }

  /** The codec has its connection through its allocation in 2.7, its engine before that. */
  private @Nullable Object wire(@Nullable Object holder) throws ReflectiveOperationException {
    Object wire = connectionOfAllocation.get(holder);
    return wire == null ? connectionOfEngine.get(holder) : wire;
  }

  private static HeaderList headers(Headers headers) {
    HeaderList list = new HeaderList();
    for (int i = 0; i < headers.size(); i++) {
      list.add(headers.name(i), headers.value(i));
    }
    return list;
  }

  /** Only what differs is set: the client would refuse some headers that the application has. */
  private static Request copy(Request request, WireEdit edit, String target)
      throws MalformedURLException {
    Request.Builder copy = request.newBuilder();
    if (!edit.target().equals(target)) {
      URL url = request.url();
      copy.url(new URL(url.getProtocol(), url.getHost(), url.getPort(), edit.target()));
    }
    HeaderList made = headers(request.headers());
    HeaderList edited = edit.headers();
    for (int i = 0; i < made.size(); i++) {
      if (edited.first(made.name(i)) == null) {
        copy.removeHeader(made.name(i));
      }
    }
    for (int i = 0; i < edited.size(); i++) {
      if (edited.isNew(i, made)) {
        copy.header(edited.name(i), edited.value(i));
      }
    }
    return copy.build();
  }

  /** The request to send after this answer, or null to leave that to the client. */
  private @Nullable Request followUp(@Nullable Response answer, HttpEngine engine)
      throws ReflectiveOperationException {
    ledger.answered(engine.getRequest());
    Response network = answer == null ? null : answer.networkResponse();
    InFlight sent = network == null ? null : ledger.answered(network.request());
    if (answer == null || network == null || sent == null || !sent.edit.answered(answer.code())) {
      return null;
    }
    Request request = answer.request();
    Resend resend =
        sent.awaitResend(
            answer.code(), headersOf(answer), isRepeatable(request.body()) && !isThird(answer));
    Response first =
        resend == null ? null : AnswerCopy.of(answer, (BufferedSource) bodyOfEngine.get(engine));
    if (resend != null && first == null) { // it would be lost if the resend fails
      sent.edit.notSent(resend);
    }
    if (resend == null || first == null) {
      AnswerTap tap = sent.edit.tap(this);
      if (tap != null) {
        taps.put(network, tap);
      }
      return null;
    }
    Request again = request.newBuilder().url(new String(request.urlString())).build();
    ledger.keep(again, resend, first);
    ledger.plan(again.urlString(), resend);
    return again;
  }

  private static AnswerHeaders headersOf(Response answer) {
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        return answer.headers(name);
      }
    };
  }

  /**
   * Sent twice already: with another token and as the application made it. An interceptor that
   * replaces the URL object hides which sending this is.
   */
  private static boolean isThird(Response answer) {
    Response prior = answer.priorResponse();
    return prior != null
        && isRejectionOf(prior, answer)
        && prior.priorResponse() != null
        && isRejectionOf(prior.priorResponse(), answer);
  }

  private static boolean isRejectionOf(Response prior, Response answer) {
    return WireEdit.isRejection(prior.code())
        && prior.request().urlString().equals(answer.request().urlString());
  }

  /** A body cannot say so; only the client's own ones are known. */
  private static boolean isRepeatable(@Nullable RequestBody body) {
    return body == null || body.getClass().getName().startsWith(RequestBody.class.getName() + "$");
  }
}
