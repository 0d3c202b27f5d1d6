package io.managedidentity.agent.instrumentation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every client that is covered, one class for each family of them ({@link JdkClients} and so on),
 * so that a program loads the lists of the clients that it has. To cover another client see
 * docs/adding-a-client.md.
 *
 * <p>Each method is the last one that turns a request into bytes, so that it is met once per
 * request on the wire: a redirect, a retry and a proxied request are decided anew, and nothing the
 * application can see is changed.
 */
final class ClientCatalogue {
  private static final CoveredClient[] NONE = {};

  private ClientCatalogue() {}

  /** The client that the type (internal name) belongs to, or null. */
  static @Nullable CoveredClient clientOf(String type) {
    CoveredClient[] family = familyOf(type);
    for (CoveredClient client : family) {
      if (client.hasType(type)) {
        return client;
      }
    }
    return null;
  }

  private static CoveredClient[] familyOf(String type) {
    if (type.startsWith("sun/") || type.startsWith("jdk/internal/")) {
      return JdkClients.ALL;
    }
    if (type.startsWith("org/apache/commons/httpclient/") || type.startsWith("org/apache/axis/")) {
      return CommonsHttpClients.ALL;
    }
    if (type.startsWith("org/apache/hc/client5/http/impl/io/")) {
      return ApacheClients.ALL;
    }
    if (type.startsWith("org/apache/http/impl/nio/") || type.startsWith("org/apache/hc/client5/")) {
      return ApacheAsyncClients.ALL;
    }
    if (type.startsWith("org/apache/http/") || type.startsWith("org/apache/hc/core5/")) {
      return ApacheClients.ALL;
    }
    if (type.startsWith("com/squareup/okhttp/") || type.startsWith("okhttp3/")) {
      return OkHttpClients.ALL;
    }
    if (type.startsWith("org/asynchttpclient/") || type.startsWith("com/ning/http/")) {
      return AsyncHttpClients.ALL;
    }
    if (type.startsWith("reactor/netty/")) {
      return ReactorNettyClients.ALL;
    }
    if (type.startsWith("io/vertx/")) {
      return VertxClients.ALL;
    }
    if (type.startsWith("org/eclipse/jetty/")) {
      return JettyClients.ALL;
    }
    return type.startsWith("weblogic/") ? VendorConnections.ALL : NONE;
  }

  /** All of them: for tests and pages, since it loads every list. */
  static List<CoveredClient> all() {
    List<CoveredClient> all = new ArrayList<>();
    CoveredClient[][] families = {
      JdkClients.ALL,
      ApacheClients.ALL,
      CommonsHttpClients.ALL,
      VendorConnections.ALL,
      OkHttpClients.ALL,
      AsyncHttpClients.ALL,
      ReactorNettyClients.ALL,
      ApacheAsyncClients.ALL,
      JettyClients.ALL,
      VertxClients.ALL
    };
    for (CoveredClient[] family : families) {
      for (CoveredClient client : family) {
        all.add(client);
      }
    }
    return all;
  }

  /** Internal names of all woven types. */
  static List<String> types() {
    List<String> types = new ArrayList<>();
    for (CoveredClient client : all()) {
      for (WovenMethod method : client.methods) {
        if (!types.contains(method.type)) {
          types.add(method.type);
        }
      }
    }
    return types;
  }

  /** Names of all clients, as {@code instrumentation.<client>} takes them. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (CoveredClient client : all()) {
      names.add(client.name);
    }
    return names;
  }
}
