package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * OkHttp 2 to 5: the codecs, which turn a request into bytes, and the one place where the client
 * decides what follows on an answer. The class names are those of the generations; each version has
 * some of them.
 */
final class OkHttpClients {
  static final int FOLLOW_UP = 0;
  static final int WRITE_HTTP_1 = 1;
  static final int WRITE_HTTP_2 = 2;
  static final int READ_HTTP_1 = 3;
  static final int FAILED = 4;

  static final CoveredClient[] ALL = {okHttp2(), okHttp3()};

  private OkHttpClients() {}

  private static CoveredClient okHttp2() {
    String http = "com/squareup/okhttp/internal/http/";
    String request = "com/squareup/okhttp/Request";
    Value engine = Value.anyField("httpEngine", "L" + http + "HttpEngine;");
    Value allocation = Value.anyField("streamAllocation", "L" + http + "StreamAllocation;");
    return new CoveredClient(
        ClientNames.OK_HTTP_2,
        "okhttp2.OkHttp2Hook",
        write(WRITE_HTTP_1, http + "HttpTransport", request, engine), // 2.0 to 2.6
        write(WRITE_HTTP_2, http + "SpdyTransport", request, engine), // 2.0 to 2.4
        write(WRITE_HTTP_2, http + "FramedTransport", request, engine), // 2.5 and 2.6
        write(WRITE_HTTP_1, http + "Http1xStream", request, allocation), // 2.7
        write(WRITE_HTTP_2, http + "Http2xStream", request, allocation),
        WovenMethod.answerAtEntry(
                FOLLOW_UP, http + "HttpEngine", "followUpRequest", "()L" + request + ";", request)
            .with(Value.slot(0))
            .build(),
        failed("com/squareup/okhttp/Call", "()", http).optional().build(), // 2.0
        failed("com/squareup/okhttp/Call", "(L" + request + ";Z)", http).optional().build());
  }

  /** Until 3.3: the loop of a call over its second sendings, each of which has an engine. */
  private static WovenMethod.Builder failed(String type, String arguments, String http) {
    String response = type.substring(0, type.lastIndexOf('/')) + "/Response";
    return WovenMethod.replaceThrown(
            FAILED, type, "getResponse", arguments + "L" + response + ";", response)
        .with(Value.anyField("engine", "L" + http + "HttpEngine;"))
        .with(Value.slot(0));
  }

  private static CoveredClient okHttp3() {
    String internal = "okhttp3/internal/";
    String http = internal + "http/";
    String request = "okhttp3/Request";
    List<WovenMethod> methods = new ArrayList<>();
    Value connection =
        Value.anyField(
            "streamAllocation", "Lokhttp3/internal/http/StreamAllocation;", // 3.0 to 3.3
            "streamAllocation", "Lokhttp3/internal/connection/StreamAllocation;", // to 3.13
            "realConnection", "Lokhttp3/internal/connection/RealConnection;", // 3.14 to 4.0
            "connection", "Lokhttp3/internal/connection/RealConnection;", // to 4.12
            "carrier", "Lokhttp3/internal/http/ExchangeCodec$Carrier;"); // 5
    Value chain =
        Value.anyField(
            "chain", "Lokhttp3/Interceptor$Chain;", // 3.9 to 3.14
            "chain", "Lokhttp3/internal/http/RealInterceptorChain;"); // 4 and 5
    methods.add(write(WRITE_HTTP_1, http + "Http1xStream", request, connection)); // 3.0 to 3.4
    methods.add(writeHttp2(http + "Http2xStream", request, connection, chain));
    methods.add(write(WRITE_HTTP_1, internal + "http1/Http1Codec", request, connection)); // to 3.13
    methods.add(writeHttp2(internal + "http2/Http2Codec", request, connection, chain));
    methods.add(write(WRITE_HTTP_1, internal + "http1/Http1ExchangeCodec", request, connection));
    methods.add(writeHttp2(internal + "http2/Http2ExchangeCodec", request, connection, chain));
    // 4.10 to 4.12 look for an answer even where the request was refused.
    methods.add(
        WovenMethod.announce(
                READ_HTTP_1,
                WovenMethod.Place.ANNOUNCE_ENTRY,
                internal + "http1/Http1ExchangeCodec",
                "readResponseHeaders",
                "(Z)Lokhttp3/Response$Builder;")
            .with(Value.slot(0))
            .build());
    methods.add(
        WovenMethod.answerAtEntry(
                FOLLOW_UP, http + "HttpEngine", "followUpRequest", "()L" + request + ";", request)
            .with(Value.slot(0))
            .build()); // 3.0 to 3.3
    String interceptor = http + "RetryAndFollowUpInterceptor";
    String[] further = {"", "Lokhttp3/Route;", "Lokhttp3/internal/connection/Exchange;"};
    for (String argument : further) { // to 3.7, to 4.0, later
      String descriptor = "(Lokhttp3/Response;" + argument + ")L" + request + ";";
      methods.add(
          WovenMethod.answerAtEntry(FOLLOW_UP, interceptor, "followUpRequest", descriptor, request)
              .with(Value.slot(1))
              .with(Value.slot(0))
              .optional()
              .build());
    }
    String response = "okhttp3/Response";
    methods.add(
        WovenMethod.replaceThrown(
                FAILED,
                interceptor,
                "intercept",
                "(Lokhttp3/Interceptor$Chain;)L" + response + ";",
                response)
            .with(Value.slot(0))
            .with(Value.slot(1))
            .optional()
            .build());
    methods.add(failed("okhttp3/RealCall", "(L" + request + ";Z)", http).optional().build());
    return new CoveredClient(
        ClientNames.OK_HTTP, "okhttp.OkHttpHook", methods.toArray(new WovenMethod[0]));
  }

  /** With the chain in place of the codec: it tells whether the call was cancelled. */
  private static WovenMethod writeHttp2(
      String type, String request, Value connection, Value chain) {
    return WovenMethod.replaceArgument(
            WRITE_HTTP_2, type, "writeRequestHeaders", "(L" + request + ";)V", 1, request)
        .with(connection)
        .with(chain)
        .build();
  }

  private static WovenMethod write(int hook, String type, String request, Value connection) {
    return WovenMethod.replaceArgument(
            hook, type, "writeRequestHeaders", "(L" + request + ";)V", 1, request)
        .with(connection)
        .with(Value.slot(0))
        .build();
  }
}
