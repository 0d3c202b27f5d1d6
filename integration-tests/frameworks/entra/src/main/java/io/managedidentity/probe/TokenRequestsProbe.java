package io.managedidentity.probe;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.microsoft.aad.msal4j.AuthorizationCodeParameters;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IClientCredential;
import com.microsoft.aad.msal4j.OnBehalfOfParameters;
import com.microsoft.aad.msal4j.RefreshTokenParameters;
import com.microsoft.aad.msal4j.UserAssertion;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Libraries that get tokens of Entra with a stored secret. {@code url} is that of the tenant at the
 * login host; the answer's {@code token} is what they got. {@code counters} reads those of the
 * agent.
 */
public final class TokenRequestsProbe implements ProbeClient {
  private static final String CLIENT = "11111111-2222-3333-4444-555555555555";
  private static final String SECRET = "wrong-secret";
  private static final Set<String> SCOPE = Collections.singleton("https://graph.example/.default");

  @Override
  public Message call(Message call) throws Exception {
    if (call.get("framework").equals("counters")) {
      return new Message().add("counters", counters());
    }
    return new Message().add("token", token(call.get("framework"), call));
  }

  private static String token(String framework, Message call) throws Exception {
    switch (framework) {
      case "MSAL4J, secret":
        return application(ClientCredentialFactory.createFromSecret(SECRET), call)
            .acquireToken(ClientCredentialParameters.builder(SCOPE).build())
            .get()
            .accessToken();
      case "MSAL4J, certificate":
        try (InputStream store = Files.newInputStream(Paths.get(call.get("certificate")))) {
          return application(ClientCredentialFactory.createFromCertificate(store, "changeit"), call)
              .acquireToken(ClientCredentialParameters.builder(SCOPE).build())
              .get()
              .accessToken();
        }
      case "MSAL4J, code":
        return application(ClientCredentialFactory.createFromSecret(SECRET), call)
            .acquireToken(
                AuthorizationCodeParameters.builder("code", URI.create("https://localhost/back"))
                    .scopes(SCOPE)
                    .build())
            .get()
            .accessToken();
      case "MSAL4J, on behalf of":
        return application(ClientCredentialFactory.createFromSecret(SECRET), call)
            .acquireToken(
                OnBehalfOfParameters.builder(SCOPE, new UserAssertion("eyJ.eyJ.x")).build())
            .get()
            .accessToken();
      case "MSAL4J, refresh":
        return application(ClientCredentialFactory.createFromSecret(SECRET), call)
            .acquireToken(RefreshTokenParameters.builder(SCOPE, "refresh-token").build())
            .get()
            .accessToken();
      case "azure-identity, OkHttp":
        String url = call.get("url");
        return new ClientSecretCredentialBuilder()
            .httpClient(new OkHttpAsyncHttpClientBuilder().build())
            .authorityHost(url.substring(0, url.lastIndexOf('/')))
            .tenantId(url.substring(url.lastIndexOf('/') + 1))
            .clientId(CLIENT)
            .clientSecret(SECRET)
            .disableInstanceDiscovery()
            .build()
            .getTokenSync(new TokenRequestContext().addScopes(SCOPE.iterator().next()))
            .getToken();
      default:
        throw new IllegalArgumentException(framework);
    }
  }

  private static ConfidentialClientApplication application(
      IClientCredential credential, Message call) throws Exception {
    return ConfidentialClientApplication.builder(CLIENT, credential)
        .authority(call.get("url") + "/")
        .validateAuthority(false)
        .instanceDiscovery(false)
        .build();
  }

  private static String counters() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.managedidentity.agent:type=Agent");
    for (int i = 0; ; i++) {
      try {
        StringBuilder text = new StringBuilder();
        for (CompositeData mapping : (CompositeData[]) server.getAttribute(name, "Mappings")) {
          add(text, "seen", (CompositeData[]) mapping.get("secretSeen"));
          add(text, "left", (CompositeData[]) mapping.get("secretLeft"));
          text.append("unread ").append(mapping.get("cannotBeRead"));
          text.append(" clean ").append(mapping.get("clean"));
        }
        return text.toString();
      } catch (InstanceNotFoundException e) { // registered soon after the server is made
        if (i == 100) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private static void add(StringBuilder text, String what, CompositeData[] counts) {
    for (CompositeData count : counts) {
      text.append(what)
          .append(' ')
          .append(count.get("kind"))
          .append(' ')
          .append(count.get("count"));
      text.append(", ");
    }
  }
}
