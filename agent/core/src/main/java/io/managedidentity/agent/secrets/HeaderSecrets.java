package io.managedidentity.agent.secrets;

/** Stored secrets in the header fields of a request. */
public final class HeaderSecrets {
  // What the value of a field may be; else the kind of which every value is, as a set.
  private static final int NOTHING = 0;
  private static final int AUTHORIZATION = -1;
  private static final int SOURCE = -2;

  private HeaderSecrets() {}

  /**
   * The kinds in one field, as a set.
   *
   * @param name compared without case
   */
  public static int of(String name, String value) {
    int form = form(name);
    switch (form) {
      case AUTHORIZATION:
        return authorization(value);
      case SOURCE:
        return source(value);
      default:
        return value.isEmpty() ? NOTHING : form;
    }
  }

  /**
   * Whether a field of that name may have a secret.
   *
   * @param name compared without case
   */
  public static boolean isLookedAt(String name) {
    return form(name) != NOTHING;
  }

  private static int form(String name) {
    switch (name.length()) {
      case 6:
        return is(name, "apikey", SecretKind.API_KEY);
      case 7:
        return is(name, "api-key", SecretKind.API_KEY);
      case 9:
        return is(name, "x-api-key", SecretKind.API_KEY);
      case 11:
        return is(name, "aeg-sas-key", SecretKind.EVENT_GRID_KEY);
      case 13:
        return name.equalsIgnoreCase("Authorization")
            ? AUTHORIZATION
            : is(name, "aeg-sas-token", SecretKind.EVENT_GRID_KEY);
      case 15:
        return is(name, "x-functions-key", SecretKind.FUNCTIONS_KEY);
      case 16:
        return name.equalsIgnoreCase("x-ms-copy-source")
            ? SOURCE
            : is(name, "subscription-key", SecretKind.SUBSCRIPTION_KEY);
      case 18:
        return name.equalsIgnoreCase("x-ms-rename-source") ? SOURCE : NOTHING;
      case 23:
        return name.equalsIgnoreCase("ServiceBusAuthorization") ? AUTHORIZATION : NOTHING;
      case 25:
        return is(name, "Ocp-Apim-Subscription-Key", SecretKind.SUBSCRIPTION_KEY);
      case 36:
        return name.equalsIgnoreCase("ServiceBusSupplementaryAuthorization")
            ? AUTHORIZATION
            : NOTHING;
      default:
        return NOTHING;
    }
  }

  private static int is(String name, String field, SecretKind kind) {
    return name.equalsIgnoreCase(field) ? kind.bit() : NOTHING;
  }

  private static int authorization(String value) {
    SecretKind kind = AuthorizationValue.kind(value);
    return kind == null ? 0 : kind.bit();
  }

  private static int source(String url) {
    return (QuerySecrets.of(url) & SecretKind.SAS.bit()) == 0
        ? 0
        : SecretKind.SAS_COPY_SOURCE.bit();
  }
}
