package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The client of Eclipse Jetty: 9.4, 10 and 11, and 12, whose packages differ. A request waits where
 * its sending begins, is edited where its head is about to be written, and its edit is read where
 * its headers become those of HTTP/1.1 or HTTP/2.
 */
final class JettyClients {
  private static final int SEND = 0;
  private static final int HEADERS = 1;
  private static final int PATH = 2;
  private static final int QUERY = 3;
  private static final int ANSWER = 4;
  private static final int REJECTION = 5;
  private static final int WRITE = 6;
  private static final int ABORT = 7;
  private static final int ANSWERED = 8;

  private static final String ROOT = "org/eclipse/jetty/client/";
  private static final String UNTIL_11 = ROOT;
  private static final String FROM_12 = ROOT + "transport/";
  private static final String STRING = "java/lang/String";
  private static final String FIELDS = "org/eclipse/jetty/http/HttpFields";
  private static final String CALLBACK = "Lorg/eclipse/jetty/util/Callback;";
  private static final String CONTENT = "L" + ROOT + "HttpContent;";
  private static final String BUFFER = "Ljava/nio/ByteBuffer;Z";
  private static final String SEND_HEADERS = "sendHeaders";
  private static final String OVER_HTTP = "HttpSenderOverHTTP";

  static final CoveredClient[] ALL = {
    new CoveredClient(ClientNames.JETTY_CLIENT, "jetty.JettyHook", methods())
  };

  private JettyClients() {}

  private static WovenMethod[] methods() {
    List<WovenMethod> methods = new ArrayList<>();
    methods.add(send(UNTIL_11));
    methods.add(send(FROM_12));
    methods.add(ended(ABORT, UNTIL_11, "abort", ")Z").build());
    String promise = "Lorg/eclipse/jetty/util/Promise;)V";
    methods.add(ended(ABORT, FROM_12, "abort", promise).build());
    methods.add(ended(ABORT, FROM_12, "abortRequest", promise).optional().build());
    methods.add(ended(ABORT, FROM_12, "abortResponse", promise).optional().build());
    methods.add(ended(ANSWERED, UNTIL_11, "responseComplete", ")Z").build());
    methods.add(ended(ANSWERED, FROM_12, "responseComplete", ")Z").build());
    for (String api : new String[] {"api/", ""}) {
      methods.add(answer(api));
      methods.add(rejection(api));
    }
    String http = ROOT + "http/";
    String old = http + OVER_HTTP;
    addEdits(
        methods,
        UNTIL_11,
        old + "$HeadersCallback",
        "<init>",
        "(L" + old + ";L" + UNTIL_11 + "HttpExchange;" + CONTENT + CALLBACK + ")V",
        2);
    addSender(methods, UNTIL_11, http, "", CONTENT); // 9.4
    addSender(methods, UNTIL_11, http, "", BUFFER);
    String http2 = "org/eclipse/jetty/http2/client/http/";
    addSender(methods, UNTIL_11, http2, "2", CONTENT);
    addSender(methods, UNTIL_11, http2, "2", BUFFER);
    addSender(methods, FROM_12, FROM_12 + "internal/", "", BUFFER);
    String now2 = "org/eclipse/jetty/http2/client/transport/internal/";
    addSender(methods, FROM_12, now2, "2", BUFFER);
    return methods.toArray(new WovenMethod[0]);
  }

  /** A request or its answer ends; by what is the argument. */
  private static WovenMethod.Builder ended(int hook, String root, String method, String end) {
    String exchange = root + "HttpExchange";
    return WovenMethod.announce(
            hook,
            WovenMethod.Place.ANNOUNCE_ENTRY,
            exchange,
            method,
            "(Ljava/lang/Throwable;" + end)
        .with(Value.calls(0, exchange, "getRequest", "()L" + root + "HttpRequest;"))
        .with(Value.slot(1));
  }

  /**
   * Where a sender writes a head; the connection is the one that it goes to.
   *
   * @param version "2" for HTTP/2
   * @param content the arguments between exchange and callback
   */
  private static void addSender(
      List<WovenMethod> methods, String root, String place, String version, String content) {
    String sender = place + OVER_HTTP + version;
    String channel = place + "HttpChannelOverHTTP" + version;
    String[] toChannel = {sender, "getHttpChannel", "()L" + channel + ";"};
    String[] toWire =
        version.isEmpty()
            ? of(channel, "getHttpConnection", "()L" + place + "HttpConnectionOverHTTP;")
            : of(channel, "getSession", "()Lorg/eclipse/jetty/http2/api/Session;");
    String descriptor = "(L" + root + "HttpExchange;" + content + CALLBACK + ")V";
    methods.add(
        WovenMethod.answerAtEntry(WRITE, sender, SEND_HEADERS, descriptor, "java/lang/Boolean")
            .with(
                Value.all(
                    Value.calls(
                        1, root + "HttpExchange", "getRequest", "()L" + root + "HttpRequest;"),
                    Value.slot(content.equals(BUFFER) ? 4 : 3),
                    Value.calls(0, join(toChannel, toWire))))
            .alternative()
            .build());
    addEdits(methods, root, sender, SEND_HEADERS, descriptor, 1);
  }

  /** Where a sender takes on an exchange. The target is that of the sender's own connection. */
  private static WovenMethod send(String root) {
    String exchange = root + "HttpExchange";
    String request = root + "HttpRequest";
    String sender = root + "HttpSender";
    String channel = root + "HttpChannel";
    String destination = root + "HttpDestination";
    String origin = ROOT + "Origin";
    String[] toRequest = {exchange, "getRequest", "()L" + request + ";"};
    String[] toChannel = {sender, "getHttpChannel", "()L" + channel + ";"};
    String[] toDestination = {channel, "getHttpDestination", "()L" + destination + ";"};
    String[] toClient = {destination, "getHttpClient", "()L" + ROOT + "HttpClient;"};
    String[] toExecutor = {ROOT + "HttpClient", "getExecutor", "()Ljava/util/concurrent/Executor;"};
    String[] toOrigin = {destination, "getOrigin", "()L" + origin + ";"};
    String[] toAddress = {origin, "getAddress", "()L" + origin + "$Address;"};
    String[] theOrigin = join(toChannel, toDestination, toOrigin);
    String[] theAddress = join(theOrigin, toAddress);
    String text = "()L" + STRING + ";";
    return WovenMethod.answerAtEntry(
            SEND, sender, "send", "(L" + exchange + ";)V", "java/lang/Boolean")
        .with(
            Value.all(
                Value.slot(0),
                Value.slot(1),
                Value.calls(0, toChannel),
                Value.calls(1, toRequest),
                Value.calls(0, join(theOrigin, of(origin, "getScheme", text))),
                Value.calls(0, join(theAddress, of(origin + "$Address", "getHost", text))),
                Value.calls(0, join(theAddress, of(origin + "$Address", "getPort", "()I"))),
                Value.calls(1, join(toRequest, of(request, "getMethod", text))),
                Value.calls(1, join(toRequest, of(request, "getPath", text))),
                Value.calls(1, join(toRequest, of(request, "getQuery", text))),
                Value.calls(0, join(toChannel, toDestination, toClient, toExecutor))))
        .build();
  }

  private static String[] of(String... call) {
    return call;
  }

  private static String[] join(String[]... calls) {
    List<String> all = new ArrayList<>();
    for (String[] call : calls) {
      for (String part : call) {
        all.add(part);
      }
    }
    return all.toArray(new String[0]);
  }

  /** Asked for every answer: what takes it over in place of the application. */
  private static WovenMethod answer(String api) {
    String handler = ROOT + "ProtocolHandler";
    String answer = "(L" + ROOT + api + "Request;L" + ROOT + api + "Response;)L" + handler + ";";
    return WovenMethod.replaceResult(ANSWER, ROOT + "ProtocolHandlers", "find", answer, handler)
        .with(Value.slot(1))
        .with(Value.slot(2))
        .optional()
        .build();
  }

  /** The whole of a 401 is there, of which the client would now look for credentials. */
  private static WovenMethod rejection(String api) {
    return WovenMethod.answerAtEntry(
            REJECTION,
            ROOT + "AuthenticationProtocolHandler$AuthenticationListener",
            "onComplete",
            "(L" + ROOT + api + "Result;)V",
            "java/lang/Boolean")
        .with(Value.all(Value.slot(0), Value.slot(1), Value.lookup()))
        .optional()
        .build();
  }

  /** What the method reads of the request becomes what the edit says. */
  private static void addEdits(
      List<WovenMethod> methods,
      String root,
      String type,
      String method,
      String descriptor,
      int slot) {
    String text = "()L" + STRING + ";";
    Value request =
        Value.calls(slot, root + "HttpExchange", "getRequest", "()L" + root + "HttpRequest;");
    methods.add(
        WovenMethod.replaceCalled(
                HEADERS, type, method, descriptor, "getHeaders()L" + FIELDS + ";", FIELDS)
            .with(request)
            .optional()
            .build());
    methods.add(
        WovenMethod.replaceCalled(PATH, type, method, descriptor, "getPath" + text, STRING)
            .with(request)
            .optional()
            .build());
    methods.add(
        WovenMethod.replaceCalled(QUERY, type, method, descriptor, "getQuery" + text, STRING)
            .with(request)
            .optional()
            .build());
  }
}
