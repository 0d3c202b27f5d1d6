package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The HTTP client of Vert.x 3.9 to 5 over HTTP/1.1, its default, with one event loop. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class VertxContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    clients.addAll(versions("3", 8, "3.9.0", "3.9.16"));
    clients.addAll(versions("5", 8, "4.0.0", "4.5.36"));
    clients.addAll(versions("5", 11, "5.0.12", "5.2.3"));
    return clients;
  }

  private static List<Arguments> versions(String family, int lowestJdk, String... versions) {
    return ClientUnderTest.versions(
        "Vert.x", "Vertx" + family + "Probe", "vertx-" + family + "/vertx-", lowestJdk, versions);
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** A request object of Vert.x is sent once. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  /** A request's body is written as it comes, and nobody keeps it. */
  @Override
  protected boolean resendsAfterRejection() {
    return false;
  }

  @Override
  protected boolean fallsBackAfterRejection() {
    return false;
  }

  @Override
  protected boolean startsThread(String name) {
    return name.startsWith("vert.x-") || name.startsWith("vertx-");
  }
}
