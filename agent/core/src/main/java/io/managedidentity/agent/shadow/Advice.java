package io.managedidentity.agent.shadow;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import org.jspecify.annotations.Nullable;

/** What to do after an answer to a repeated request. */
final class Advice {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private Advice() {}

  /**
   * @param service id of the mapping's service in the catalogue, or null
   */
  static String after(int status, @Nullable String service) {
    if (status == UNAUTHORIZED) {
      return "Check that the resource is the audience that the service expects, and that the service"
          + " accepts tokens of Entra.";
    }
    if (status != FORBIDDEN) {
      return "Compare both answers: send such a request with a token by hand.";
    }
    CatalogueService known = service == null ? null : Catalogue.ofThisJar().find(service);
    String role = known == null ? "" : known.readRole();
    return role.isEmpty()
        ? "Give the identity a role on the service that allows it."
        : "Give the identity a role on the service that allows it, for example \""
            + role
            + "\", and wait some minutes.";
  }
}
