package io.managedidentity.probe;

import com.microsoft.aad.msal4j.AuthorizationCodeParameters;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.IClientCredential;
import com.microsoft.aad.msal4j.OnBehalfOfParameters;
import com.microsoft.aad.msal4j.RefreshTokenParameters;
import com.microsoft.aad.msal4j.UserAssertion;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.Future;

/** MSAL4J over {@code HttpURLConnection}, its default. */
final class MsalTokens implements TokenLibrary {
  private static final Set<String> SCOPE = Collections.singleton("https://graph.example/.default");

  @Override
  public String token(String way, Message call) throws Exception {
    ConfidentialClientApplication.Builder builder =
        ConfidentialClientApplication.builder(CLIENT, credential(way, call))
            .authority(LOGIN + call.get("tenant") + "/");
    if (way.equals("region")) {
      builder.azureRegion("westeurope");
    }
    return result(way, builder.build()).get().accessToken();
  }

  private static IClientCredential credential(String way, Message call) throws Exception {
    if (!way.equals("certificate")) {
      return ClientCredentialFactory.createFromSecret(SECRET);
    }
    try (InputStream store = Files.newInputStream(Paths.get(call.get("certificate")))) {
      return ClientCredentialFactory.createFromCertificate(store, "changeit");
    }
  }

  private static Future<IAuthenticationResult> result(
      String way, ConfidentialClientApplication application) {
    switch (way) {
      case "code":
        return application.acquireToken(
            AuthorizationCodeParameters.builder("code", URI.create("https://localhost/back"))
                .scopes(SCOPE)
                .build());
      case "on behalf of":
        return application.acquireToken(
            OnBehalfOfParameters.builder(SCOPE, new UserAssertion("eyJ.eyJ.x")).build());
      case "refresh":
        return application.acquireToken(
            RefreshTokenParameters.builder(SCOPE, "refresh-token").build());
      default:
        return application.acquireToken(ClientCredentialParameters.builder(SCOPE).build());
    }
  }
}
