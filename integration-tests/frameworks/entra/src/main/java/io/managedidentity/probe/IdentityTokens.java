package io.managedidentity.probe;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import java.net.InetSocketAddress;

/** {@code ClientSecretCredential} of azure-identity over each of its transports. */
final class IdentityTokens implements TokenLibrary {
  @Override
  public String token(String way, Message call) {
    return new ClientSecretCredentialBuilder()
        .httpClient(transport(way, call.get("proxy").split(":")))
        .tenantId(call.get("tenant"))
        .clientId(CLIENT)
        .clientSecret(SECRET)
        .build()
        .getTokenSync(new TokenRequestContext().addScopes("https://graph.example/.default"))
        .getToken();
  }

  private static HttpClient transport(String way, String[] at) {
    ProxyOptions proxy =
        new ProxyOptions(
            ProxyOptions.Type.HTTP, new InetSocketAddress(at[0], Integer.parseInt(at[1])));
    switch (way) {
      case "Netty":
        return new NettyAsyncHttpClientBuilder().proxy(proxy).build();
      case "OkHttp":
        return new OkHttpAsyncHttpClientBuilder().proxy(proxy).build();
      default:
        return new JdkHttpClientBuilder().proxy(proxy).build();
    }
  }
}
