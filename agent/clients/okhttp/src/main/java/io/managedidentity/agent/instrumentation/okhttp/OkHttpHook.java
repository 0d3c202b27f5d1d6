package io.managedidentity.agent.instrumentation.okhttp;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.CertificateNames;
import io.managedidentity.agent.instrumentation.ClosedSocket;
import io.managedidentity.agent.instrumentation.InFlight;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.PublicGetter;
import io.managedidentity.agent.instrumentation.Rejection;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import io.managedidentity.agent.instrumentation.WireSocket;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.ProtocolException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import okhttp3.Connection;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Hands an edited copy of the request to the codec, which writes it; the request that the client
 * keeps (for its cache, for redirects, for the application) is never touched.
 *
 * <p>The URL is the connection's: the client refuses an interceptor's change of host or port at
 * this point, unless the connection's certificate is good for the new host. The scheme can be
 * changed there, so only the connection is asked whether it is encrypted.
 */
public final class OkHttpHook extends OkHttpHandlers {
  private final ClientInjector injector;
  private final PublicGetter connection = new PublicGetter("connection");
  private final PublicGetter responseOfEngine = new PublicGetter("getResponse");
  private final PublicGetter requestOfEngine = new PublicGetter("getRequest");

  /**
   * In flight by the request that the client keeps of what it wrote; a resend by the text object of
   * its URL, which every copy of the request shares, and no other.
   */
  private final Ledger<InFlight, Void> ledger = new Ledger<>();

  private final KeptRejections kept = new KeptRejections();

  /** By answer, until the application gets it. */
  private final WeakIdentityMap<AnswerTap> taps = new WeakIdentityMap<>();

  /** Of requests that are written, until their body is. */
  private final WeakIdentityMap<byte[]> bodies = new WeakIdentityMap<>();

  /** Of requests whose bodies are written first. */
  private final WeakIdentityMap<LateHead> late = new WeakIdentityMap<>();

  /** What the request of a codec failed with. */
  private final WeakIdentityMap<IOException> failures = new WeakIdentityMap<>();

  public OkHttpHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected @Nullable Response connecting(Interceptor.Chain chain) throws Exception {
    if (!injector.hasAnswers()) {
      return null;
    }
    Request request = chain.request();
    HttpUrl url = request.url();
    String target = target(url.toString());
    RouteInjection injection =
        injector.answering(url.scheme(), url.host(), url.port(), request.method(), target);
    if (injection == null) {
      return null;
    }
    try {
      return Answers.of(injection, request, headers(request.headers()), target, chain);
    } catch (RequestRefusedException e) {
      throw new Deliberate(new ProtocolException(e.getMessage())); // others are tried again
    }
  }

  @Override
  protected @Nullable Object putOff(
      @Nullable Object holder, Request request, MethodHandles.Lookup lookup, Object codec)
      throws Exception {
    LateHead before = late.get(request);
    if (request.body() == null || (before != null && before.isBegun())) {
      return null; // else of an attempt that failed
    }
    HttpUrl url = request.url();
    String target = target(url.toString());
    RouteInjection foreseen =
        injector.foresee(
            scheme(url, wire(holder)), url.host(), url.port(), request.method(), target);
    if (foreseen == null || !foreseen.gathersBody(target) || !LateHead.isFor(request)) {
      return null;
    }
    LateHead head = new LateHead(codec, lookup);
    late.put(request, head);
    return head;
  }

  @Override
  protected Request writeHttp1(Request request, @Nullable Object holder, Object codec)
      throws Exception {
    return written(request, wire(holder), codec, true);
  }

  @Override
  protected Request writeHttp2(Request request, @Nullable Object holder, @Nullable Object chain)
      throws Exception {
    return written(request, wire(holder), chain, false);
  }

  @Override
  protected @Nullable Object body(Object codec, Request request, MethodHandles.Lookup lookup)
      throws Exception {
    LateHead waiting = late.get(request); // until it is written
    if (waiting != null) {
      return new LateBody(waiting, codec, request, bodies);
    }
    byte[] edited = bodies.remove(request); // so that the codec's own sink can be had
    return edited == null ? null : EditedBody.of(codec, request, edited, lookup);
  }

  @Override
  protected void reading(Object codec) throws Exception {
    failIfFailed(codec);
  }

  @Override
  protected @Nullable Request answeredTo(Object engine) throws Exception {
    return answered((Response) responseOfEngine.get(engine), engine);
  }

  @Override
  protected @Nullable Request answered(@Nullable Response answer, Object holder) throws Exception {
    takeKept(holder); // another answer is there
    return answer == null || ledger.isEmpty() ? null : followUp(answer, holder);
  }

  @Override
  protected @Nullable Response handedOver(@Nullable Response answer) {
    AnswerTap tap = answer == null || taps.isEmpty() ? null : taps.remove(answer);
    ResponseBody body = answer == null || tap == null ? null : answer.body();
    return answer == null || tap == null || body == null
        ? answer
        : answer.newBuilder().body(new TappedBody(body, tap)).build();
  }

  /**
   * @param holder interceptor, which is the call's own, or an engine, which is that of one sending
   */
  private @Nullable Rejection<Response> takeKept(@Nullable Object holder)
      throws ReflectiveOperationException {
    if (kept.isEmpty() || holder == null) {
      return null;
    }
    Object request = requestOfEngine.get(holder);
    return kept.take(request == null ? holder : request);
  }

  /** What the application gets in place of an exception; a call that it gave up has failed. */
  @Override
  protected Object failed(Object thrown, @Nullable Object holder, @Nullable Object call)
      throws Exception {
    Rejection<Response> first = takeKept(holder);
    return first == null || CancelledCall.isCancelled(holder) || CancelledCall.isCancelled(call)
        ? thrown
        : first.deliver();
  }

  private void failIfFailed(@Nullable Object codec) throws Deliberate {
    IOException failure = failures.remove(codec);
    if (failure != null) {
      throw new Deliberate(failure);
    }
  }

  /**
   * @param owner over HTTP/1.1 the codec, else the chain of interceptors
   */
  private Request written(
      Request request, @Nullable Connection wire, @Nullable Object owner, boolean isHttp1)
      throws Exception {
    LateHead head = late.remove(request);
    HttpUrl url = request.url();
    String text = url.toString();
    String target = target(text);
    RouteInjection injection =
        injector.match(scheme(url, wire), url.host(), url.port(), request.method(), target);
    injection = injection == null ? null : proven(injection, url.host(), wire, isHttp1);
    if (injection == null) {
      return request;
    }
    HeaderList headers = headers(request.headers());
    CancelledCall call = new CancelledCall(wire, isHttp1 ? null : owner);
    try {
      byte[] body =
          head != null
              ? head.body()
              : injection.editsBody(target)
                      && (injection.gathersBody(target) || Bodies.isOwn(request.body()))
                  ? Bodies.read(request.body())
                  : null;
      WireEdit edit = injection.edit(headers, target, body, ledger.takeResend(text), call);
      if (edit == null) {
        if (call.isGivenUp()) {
          throw failure(
              isHttp1 ? ClosedSocket.failure() : CancelledCall.cancelled(), owner, isHttp1);
        }
        return request;
      }
      Request copy = copy(request, edit, target, text.substring(0, path(text)));
      byte[] edited = edit.body();
      if (edited != null) {
        bodies.put(request, edited);
      }
      ledger.sent(request, new InFlight(edit, call));
      return copy;
    } catch (RequestRefusedException e) {
      // Any other exception is tried again.
      throw failure(new ProtocolException(e.getMessage()), owner, isHttp1);
    }
  }

  /** An interceptor can change the URL's, so the connection decides. */
  private static String scheme(HttpUrl url, @Nullable Connection wire) {
    return wire != null && wire.handshake() != null ? url.scheme() : "http";
  }

  /** 4.10 to 4.12 look for an answer all the same, and must find the failure there. */
  private Deliberate failure(IOException failure, @Nullable Object owner, boolean isHttp1) {
    if (isHttp1 && owner != null) {
      failures.put(owner, failure);
    }
    return new Deliberate(failure);
  }

  private @Nullable RouteInjection proven(
      RouteInjection injection, String host, @Nullable Connection wire, boolean isHttp1) {
    Socket socket = wire == null ? null : wire.socket();
    String peer = WireSocket.peer(socket);
    boolean isSecond = !isHttp1 && peer != null && !peer.equalsIgnoreCase(host);
    // Over HTTP/2 the client sends requests to a second host over a connection that it made for
    // another, if both have one address and the certificate names both.
    return isSecond
            && socket instanceof SSLSocket
            && CertificateNames.cover(((SSLSocket) socket).getSession(), host)
        ? injection
        : injector.proven(injection, host, peer);
  }

  /** Where the codec has its connection: itself in 3.14 and later, before that an allocation. */
  private @Nullable Connection wire(@Nullable Object holder) throws ReflectiveOperationException {
    Object found = holder instanceof Connection ? holder : connection.get(holder);
    return found instanceof Connection ? (Connection) found : null;
  }

  private static int path(String url) {
    return url.indexOf('/', url.indexOf("://") + 3);
  }

  private static String target(String url) {
    int path = path(url);
    int fragment = url.indexOf('#', path);
    return fragment < 0 ? url.substring(path) : url.substring(path, fragment);
  }

  private static HeaderList headers(Headers headers) {
    HeaderList list = new HeaderList();
    for (int i = 0; i < headers.size(); i++) {
      list.add(headers.name(i), headers.value(i));
    }
    return list;
  }

  /** Only what differs is set: the client would refuse some headers that the application has. */
  private static Request copy(Request request, WireEdit edit, String target, String origin) {
    Request.Builder copy = request.newBuilder();
    if (!edit.target().equals(target)) {
      copy.url(origin + edit.target());
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
  private @Nullable Request followUp(Response answer, Object holder)
      throws ReflectiveOperationException {
    Response network = answer.networkResponse();
    InFlight sent = network == null ? null : ledger.answered(network.request());
    if (sent == null || !sent.edit.answered(answer.code())) {
      return null;
    }
    Request request = answer.request();
    Resend resend =
        sent.awaitResend(
            answer.code(),
            headersOf(answer),
            Bodies.isRepeatable(request.body()) && !isThird(answer));
    Response first = resend == null ? null : AnswerCopy.of(answer);
    if (resend != null && first == null) { // it would be lost if the resend fails
      sent.edit.notSent(resend);
    }
    if (resend == null || first == null) {
      AnswerTap tap = sent.edit.tap(this);
      if (tap != null) {
        taps.put(answer, tap);
      }
      return null;
    }
    Request again = request.newBuilder().url(new String(request.url().toString())).build();
    kept.keep(requestOfEngine.isOn(holder) ? again : holder, resend, first);
    ledger.plan(again.url().toString(), resend);
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
        && prior.request().url().toString().equals(answer.request().url().toString());
  }
}
