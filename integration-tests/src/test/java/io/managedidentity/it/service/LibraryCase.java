package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.probe.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One call of a released library.
 *
 * @param secrets the kinds of stored secrets that its requests carry without us
 * @param stays those of them that no token can take the place of
 * @param lowestJdk the library's own demand
 */
record LibraryCase(
    String name, Message call, Set<String> secrets, Set<String> stays, int lowestJdk) {
  /** What the agent is to have seen on these requests, which arrived with tokens. */
  Map<String, Long> seen(List<WireRequest> requests) {
    Map<String, Long> counts = new TreeMap<>();
    for (String kind : secrets) {
      long count = requests.stream().filter(request -> mayCarry(request, kind)).count();
      if (count > 0) {
        counts.put(kind, count);
      }
    }
    return counts;
  }

  private static boolean mayCarry(WireRequest request, String kind) {
    switch (kind) {
      case "shared-key-batch":
        return request.target().contains("comp=batch") || request.target().contains("$batch");
      case "sas-copy-source":
        return !request.headers("x-ms-copy-source").isEmpty()
            || !request.headers("x-ms-rename-source").isEmpty();
      case "client-secret":
        return request.server().startsWith(LoginService.HOST);
      default:
        return true;
    }
  }
}
