package io.managedidentity.probe;

import org.springframework.security.oauth2.client.endpoint.DefaultClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/** Spring Security, with the secret as {@code Basic}, its default, or in the form. */
final class SpringTokens implements TokenLibrary {
  @Override
  public String token(String way, Message call) {
    ClientRegistration registration =
        ClientRegistration.withRegistrationId("application")
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .clientAuthenticationMethod(
                way.equals("form")
                    ? ClientAuthenticationMethod.CLIENT_SECRET_POST
                    : ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            .clientId(CLIENT)
            .clientSecret(SECRET)
            .scope("https://graph.example/.default")
            .tokenUri(LOGIN + call.get("tenant") + "/oauth2/v2.0/token")
            .build();
    return new DefaultClientCredentialsTokenResponseClient()
        .getTokenResponse(new OAuth2ClientCredentialsGrantRequest(registration))
        .getAccessToken()
        .getTokenValue();
  }
}
