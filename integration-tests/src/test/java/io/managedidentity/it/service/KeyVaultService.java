package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;

/**
 * Key Vault, which tells a client without a token where to get one
 * (learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses).
 */
final class KeyVaultService implements FakeService {
  private static final String HOST = "orders.vault.azure.net";
  private static final String RESOURCE = "https://vault.azure.net";

  @Override
  public boolean isAt(String host) {
    return host.equals(HOST);
  }

  @Override
  public WireResponse answer(WireRequest request) {
    return FakeService.isTokenFor(RESOURCE, request.headers("Authorization"))
        ? FakeService.json(
            200,
            "{\"value\":\"v\",\"id\":\"https://" + HOST + "/secrets/name/1\",\"attributes\":{}}")
        : FakeService.json(401, "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"no token\"}}")
            .with(
                "WWW-Authenticate: Bearer authorization=\"https://login.microsoftonline.com/tenant\","
                    + " resource=\""
                    + RESOURCE
                    + "\"");
  }
}
