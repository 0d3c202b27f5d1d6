package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.config.ClientNames;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;

/** commons-httpclient 3, and Axis 1 with its own sender. */
final class CommonsHttpClients {
  static final int COMMONS_LINE = 0;
  static final int COMMONS_HEADERS = 1;
  static final int COMMONS_IS_AUTHENTICATION_NEEDED = 2;
  static final int COMMONS_AUTHENTICATION = 3;
  static final int COMMONS_FAILED = 4;
  static final int COMMONS_OPENED = ClientHook.OF_CONNECTION;
  static final int AXIS_HEAD = 0;
  static final int AXIS_ANSWER = 1;

  private static final String PACKAGE = "org/apache/commons/httpclient/";
  private static final String METHOD = PACKAGE + "HttpMethodBase";
  private static final String DIRECTOR = PACKAGE + "HttpMethodDirector";
  private static final String WRITE =
      "(L" + PACKAGE + "HttpState;L" + PACKAGE + "HttpConnection;)V";
  private static final String HEADERS = "[L" + PACKAGE + "Header;";

  // The method object is the application's, and one for all hops: what it hands to the connection
  // is edited instead. CONNECT writes its line by an override.
  private static final CoveredClient COMMONS =
      new CoveredClient(
          ClientNames.COMMONS_HTTP_CLIENT_3,
          "commonshttpclient.CommonsHttpClientHook",
          WovenMethod.replaceCalled(
                  COMMONS_LINE,
                  METHOD,
                  "writeRequestLine",
                  WRITE,
                  "getRequestLine(L" + PACKAGE + "HttpConnection;)Ljava/lang/String;",
                  "java/lang/String")
              .with(Value.slot(0))
              .with(Value.slot(2))
              .build(),
          WovenMethod.replaceCalled(
                  COMMONS_HEADERS,
                  METHOD,
                  "writeRequestHeaders",
                  WRITE,
                  "getRequestHeaders()" + HEADERS,
                  HEADERS)
              .with(Value.slot(0))
              .build(),
          // Both make the streams of a socket; the second that of TLS in a tunnel.
          opened("open"),
          opened("tunnelCreated"),
          // These two make the client's own loop go round once more.
          WovenMethod.answerAtEntry(
                  COMMONS_IS_AUTHENTICATION_NEEDED,
                  DIRECTOR,
                  "isAuthenticationNeeded",
                  "(L" + PACKAGE + "HttpMethod;)Z",
                  "java/lang/Boolean")
              .with(Value.slot(1))
              .build(),
          WovenMethod.answerAtEntry(
                  COMMONS_AUTHENTICATION,
                  DIRECTOR,
                  "processAuthenticationResponse",
                  "(L" + PACKAGE + "HttpMethod;)Z",
                  "java/lang/Boolean")
              .with(Value.slot(1))
              .build(),
          // That loop as a whole.
          WovenMethod.replaceThrown(
                  COMMONS_FAILED,
                  DIRECTOR,
                  "executeMethod",
                  "(L" + PACKAGE + "HttpMethod;)V",
                  "java/lang/Object")
              .with(Value.slot(1))
              .optional()
              .build());

  private static final String AXIS = "org/apache/axis/";
  private static final String SENDER = AXIS + "transport/http/";

  // The head of the request is made into bytes in one of three places, all in this method. A
  // redirect goes through it again.
  private static final CoveredClient AXIS_1 =
      new CoveredClient(
          ClientNames.AXIS_1,
          "axis.AxisHook",
          WovenMethod.replaceCalled(
                  AXIS_HEAD,
                  SENDER + "HTTPSender",
                  "writeToSocket",
                  "(L"
                      + SENDER
                      + "SocketHolder;L"
                      + AXIS
                      + "MessageContext;Ljava/net/URL;Ljava/lang/StringBuffer;Ljava/lang/String;IIL"
                      + AXIS
                      + "components/net/BooleanHolder;)Ljava/io/InputStream;",
                  "getBytes(Ljava/lang/String;)[B",
                  "[B")
              .with(Value.calls(1, SENDER + "SocketHolder", "getSocket", "()Ljava/net/Socket;"))
              .with(Value.arguments())
              .build(),
          WovenMethod.replaceResult(
                  AXIS_ANSWER,
                  SENDER + "HTTPSender",
                  "readHeadersFromSocket",
                  "(L"
                      + SENDER
                      + "SocketHolder;L"
                      + AXIS
                      + "MessageContext;Ljava/io/InputStream;Ljava/util/Hashtable;)Ljava/io/InputStream;",
                  "java/io/InputStream")
              .with(Value.arguments())
              .with(Value.lookup())
              .build());

  static final CoveredClient[] ALL = {COMMONS, AXIS_1};

  private CommonsHttpClients() {}

  private static WovenMethod opened(String method) {
    return WovenMethod.announce(
            COMMONS_OPENED,
            WovenMethod.Place.ANNOUNCE_RETURN,
            PACKAGE + "HttpConnection",
            method,
            "()V")
        .with(Value.field("inputStream", "Ljava/io/InputStream;"))
        .with(Value.field("socket", "Ljava/net/Socket;"))
        .build();
  }
}
