package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import java.util.List;
import java.util.regex.Pattern;

/** Plays the hosts of one service: lets in who is authorized as its documentation says. */
interface FakeService {
  boolean isAt(String host);

  WireResponse answer(WireRequest request);

  /** The one of these that plays the host of the request answers. */
  static WireResponse answer(List<FakeService> services, WireRequest request) {
    String host = request.server().substring(0, request.server().lastIndexOf(':'));
    for (FakeService service : services) {
      if (service.isAt(host)) {
        return service.answer(request);
      }
    }
    throw new AssertionError("nobody plays " + request);
  }

  /** Whether the request has a token for that resource, and no other authorization. */
  static boolean isTokenFor(String resource, List<String> authorization) {
    return authorization.size() == 1
        && Pattern.matches(
            "Bearer token-" + Pattern.quote(resource) + "-\\d+", authorization.get(0));
  }

  static WireResponse json(int status, String body) {
    return WireResponse.of(status, body).with("Content-Type: application/json");
  }

  static WireResponse xml(int status, String body) {
    return WireResponse.of(status, "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + body)
        .with("Content-Type: application/xml");
  }
}
