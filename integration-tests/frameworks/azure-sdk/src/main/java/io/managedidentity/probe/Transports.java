package io.managedidentity.probe;

import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** What com.azure sends requests with: one of each kind, as an application has it. */
final class Transports {
  private final Map<String, HttpClient> clients = new HashMap<>();

  /** The {@code client} of the call: "netty", "okhttp" or "jdk". */
  HttpClient of(Message call) {
    return clients.computeIfAbsent(call.get("client"), Transports::made);
  }

  /** The one that the JVM was told of. */
  static InetSocketAddress proxy() {
    return new InetSocketAddress("127.0.0.1", Integer.getInteger("https.proxyPort"));
  }

  private static HttpClient made(String name) {
    ProxyOptions proxy = new ProxyOptions(ProxyOptions.Type.HTTP, proxy());
    switch (name) {
      case "netty":
        return new NettyAsyncHttpClientBuilder().proxy(proxy).build();
      case "okhttp":
        return new OkHttpAsyncHttpClientBuilder().proxy(proxy).build();
      case "jdk":
        return new JdkHttpClientBuilder().proxy(proxy).build();
      default:
        throw new IllegalArgumentException(name);
    }
  }
}
