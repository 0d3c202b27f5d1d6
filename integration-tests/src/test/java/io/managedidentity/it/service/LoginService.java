package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;

/** Entra's login host, where the client secret is wrong. */
final class LoginService implements FakeService {
  static final String HOST = "login.microsoftonline.com";

  @Override
  public boolean isAt(String host) {
    return host.equals(HOST);
  }

  @Override
  public WireResponse answer(WireRequest request) {
    return FakeService.json(
        401,
        "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret.\"}");
  }
}
