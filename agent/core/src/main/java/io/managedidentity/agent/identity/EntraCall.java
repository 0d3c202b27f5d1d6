package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.RetryPolicy;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.token.TokenException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A client credentials request to the token endpoint of Microsoft Entra ID. For one thread. */
final class EntraCall {
  private static final String AUTHORITY = "AZURE_AUTHORITY_HOST";
  private static final String PUBLIC_CLOUD = "https://login.microsoftonline.com";

  private final Ask ask;
  private final TokenErrorCode unavailable;
  private final EndpointUrl url;

  /**
   * @param unavailable code for settings that do not make a request possible
   */
  EntraCall(Ask ask, TokenErrorCode unavailable) throws TokenException {
    this.ask = ask;
    this.unavailable = unavailable;
    String tenant = tenant();
    EndpointUrl authority = authority();
    String path = authority.path();
    String folder = path.endsWith("/") ? path : path + "/";
    this.url = authority.withPath(folder + tenant + "/oauth2/v2.0/token");
  }

  static StringBuilder append(StringBuilder form, String name, String value) {
    form.append(form.length() == 0 ? "" : "&").append(name).append('=');
    EndpointUrl.encode(value, form);
    return form;
  }

  /** Whether it is a tenant id or domain, and cannot lead to another path. */
  static boolean isTenant(String text) {
    boolean named = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && c != '.' && c != '-') {
        return false;
      }
      named |= alphanumeric;
    }
    return named && text.charAt(0) != '-';
  }

  EndpointResponse post(StringBuilder form) throws TokenException, InterruptedException {
    EndpointRequest request = ClientHeaders.addTo(ask, EndpointRequest.post(url, form.toString()));
    return RetryLoop.run(
        ask,
        RetryPolicy.ENTRA,
        new RetryLoop.Try() {
          @Override
          public EndpointResponse run() throws IOException {
            return ask.send(request, Timeouts.ENTRA);
          }
        });
  }

  private String tenant() throws TokenException {
    String configured = ask.tenantId;
    String tenant = configured == null ? ask.host.variable("AZURE_TENANT_ID") : configured.trim();
    String origin = configured == null ? "AZURE_TENANT_ID" : "tenantId";
    if (tenant == null || !isTenant(tenant)) {
      String todo =
          "Set "
              + (configured == null ? "AZURE_TENANT_ID" : "\"tenantId\" in the mapping")
              + " to the id of the tenant: letters, digits, dots and hyphens only.";
      throw unavailable(
          origin + (tenant == null ? " is not set" : " is not a tenant id or domain"), todo);
    }
    return tenant;
  }

  private EndpointUrl authority() throws TokenException {
    String value = ask.host.variable(AUTHORITY);
    EndpointUrl authority = EndpointUrl.parse(value == null ? PUBLIC_CLOUD : value);
    if (authority == null || !authority.isSecure() || authority.hasQuery()) {
      throw unavailable(
          AUTHORITY + " is not an https URL without query, fragment and user info",
          "Correct or remove " + AUTHORITY + "; the public cloud has " + PUBLIC_CLOUD + "/.");
    }
    return authority;
  }

  TokenException unavailable(String what, String todo) {
    return unavailable(what, todo, null);
  }

  TokenException unavailable(String what, String todo, @Nullable Throwable cause) {
    return ask.failure(unavailable, ask.source.label() + " cannot be used: " + what + ".", todo)
        .cause(cause)
        .build();
  }
}
