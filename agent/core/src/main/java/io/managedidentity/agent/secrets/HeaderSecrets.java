package io.managedidentity.agent.secrets;

/** Stored secrets in the header fields of a request. */
public final class HeaderSecrets {
  private HeaderSecrets() {}

  /**
   * The kinds in one field, as a set.
   *
   * @param name compared without case
   */
  public static int of(String name, String value) {
    switch (name.length()) {
      case 6:
        return name.equalsIgnoreCase("apikey") ? bit(SecretKind.API_KEY, value) : 0;
      case 7:
        return name.equalsIgnoreCase("api-key") ? bit(SecretKind.API_KEY, value) : 0;
      case 9:
        return name.equalsIgnoreCase("x-api-key") ? bit(SecretKind.API_KEY, value) : 0;
      case 11:
        return name.equalsIgnoreCase("aeg-sas-key") ? bit(SecretKind.EVENT_GRID_KEY, value) : 0;
      case 13:
        return name.equalsIgnoreCase("aeg-sas-token")
            ? bit(SecretKind.EVENT_GRID_KEY, value)
            : name.equalsIgnoreCase("Authorization") ? authorization(value) : 0;
      case 15:
        return name.equalsIgnoreCase("x-functions-key") ? bit(SecretKind.FUNCTIONS_KEY, value) : 0;
      case 16:
        return name.equalsIgnoreCase("x-ms-copy-source")
            ? source(value)
            : name.equalsIgnoreCase("subscription-key")
                ? bit(SecretKind.SUBSCRIPTION_KEY, value)
                : 0;
      case 18:
        return name.equalsIgnoreCase("x-ms-rename-source") ? source(value) : 0;
      case 23:
        return name.equalsIgnoreCase("ServiceBusAuthorization") ? authorization(value) : 0;
      case 25:
        return name.equalsIgnoreCase("Ocp-Apim-Subscription-Key")
            ? bit(SecretKind.SUBSCRIPTION_KEY, value)
            : 0;
      case 36:
        return name.equalsIgnoreCase("ServiceBusSupplementaryAuthorization")
            ? authorization(value)
            : 0;
      default:
        return 0;
    }
  }

  /**
   * Whether {@link #of} looks at a field of that name.
   *
   * @param name compared without case
   */
  public static boolean isLookedAt(String name) {
    switch (name.length()) {
      case 6:
        return name.equalsIgnoreCase("apikey");
      case 7:
        return name.equalsIgnoreCase("api-key");
      case 9:
        return name.equalsIgnoreCase("x-api-key");
      case 11:
        return name.equalsIgnoreCase("aeg-sas-key");
      case 13:
        return name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("aeg-sas-token");
      case 15:
        return name.equalsIgnoreCase("x-functions-key");
      case 16:
        return name.equalsIgnoreCase("x-ms-copy-source")
            || name.equalsIgnoreCase("subscription-key");
      case 18:
        return name.equalsIgnoreCase("x-ms-rename-source");
      case 23:
        return name.equalsIgnoreCase("ServiceBusAuthorization");
      case 25:
        return name.equalsIgnoreCase("Ocp-Apim-Subscription-Key");
      case 36:
        return name.equalsIgnoreCase("ServiceBusSupplementaryAuthorization");
      default:
        return false;
    }
  }

  private static int bit(SecretKind kind, String value) {
    return value.isEmpty() ? 0 : kind.bit();
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
