package io.managedidentity.agent.management;

import io.managedidentity.agent.config.ExistingAuthorization;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.secrets.HeaderSecrets;
import io.managedidentity.agent.secrets.PercentText;
import io.managedidentity.agent.secrets.QuerySecrets;
import io.managedidentity.agent.secrets.SecretKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Which kinds of stored secrets a mapping takes off a request, and which stay on it; each with its
 * place, such as {@code api-key (header x-api-key)}. Never a value.
 */
final class SecretPlaces {
  private static final String AUTHORIZATION = "Authorization";

  /** One value of each kind that {@code Authorization} can have. */
  private static final String[] AUTHORIZATIONS = {
    "Basic dTpw",
    "SharedKey a:b",
    "SharedKeyLite a:b",
    "SharedAccessSignature s",
    "type=master",
    "type=resource",
    "HMAC-SHA256 s",
    "ApiKey s",
    "SharedAccessKey s",
    "Digest s",
    "jwt-sas s",
    "Bearer s"
  };

  private static final String[] KEY_HEADERS = {
    "api-key",
    "x-api-key",
    "apikey",
    "Ocp-Apim-Subscription-Key",
    "subscription-key",
    "x-functions-key",
    "aeg-sas-key",
    "aeg-sas-token"
  };

  private static final String[] QUERIES = {
    "?sig=s&sv=s", "?code=123456789012345678901", "?subscription-key=s", "?api-key=s", "?apikey=s"
  };

  private final MappingConfig mapping;
  private final boolean isInjected;
  final List<String> replaced = new ArrayList<>();
  final List<String> left = new ArrayList<>();

  private SecretPlaces(MappingConfig mapping, boolean isInjected) {
    this.mapping = mapping;
    this.isInjected = isInjected;
  }

  /**
   * Those of this request; if it has none and a token is injected, those that the mapping knows.
   *
   * @param headers each as {@code Name: value}
   */
  static SecretPlaces of(
      MappingConfig mapping, List<String> headers, String target, boolean isInjected) {
    SecretPlaces places = new SecretPlaces(mapping, isInjected);
    if (mapping.tokenEndpoint() != null) {
      places.addForm();
      return places;
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        places.addHeader(header.substring(0, colon).trim(), header.substring(colon + 1).trim());
      }
    }
    places.addQuery(target);
    if (isInjected && places.replaced.isEmpty() && places.left.isEmpty()) {
      places.addAll();
    }
    return places;
  }

  private void addAll() {
    for (String value : AUTHORIZATIONS) {
      addHeader(AUTHORIZATION, value);
    }
    for (String name : KEY_HEADERS) {
      addHeader(name, "s");
    }
    for (String query : QUERIES) {
      addQuery(query);
    }
  }

  private void addForm() {
    if (isInjected) {
      for (SecretKind kind :
          new SecretKind[] {
            SecretKind.CLIENT_SECRET, SecretKind.CLIENT_SECRET_BASIC, SecretKind.CLIENT_CERTIFICATE
          }) {
        replaced.add(kind.label() + " (token request)");
      }
    }
  }

  private void addHeader(String name, String value) {
    boolean isReplaced = isInjected && (isOwn(name) || isNamed(mapping.removeHeaders(), name));
    add(SecretKind.stored(HeaderSecrets.of(name, value)), "header " + name, isReplaced);
  }

  private boolean isOwn(String name) {
    return name.equalsIgnoreCase(mapping.header())
        && mapping.existingAuthorization() != ExistingAuthorization.KEEP;
  }

  private void addQuery(String target) {
    int all = QuerySecrets.of(target);
    if (all == 0) {
      return;
    }
    int staying = isInjected ? QuerySecrets.of(cut(target)) : all;
    add(all & ~staying, "query", true);
    add(staying, "query", false);
  }

  private String cut(String target) {
    int question = target.indexOf('?');
    StringBuilder kept = new StringBuilder("?");
    for (String parameter : target.substring(question + 1).split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = PercentText.decoded(equals < 0 ? parameter : parameter.substring(0, equals));
      if (!isNamed(mapping.removeQuery(), name)) {
        kept.append(kept.length() == 1 ? "" : "&").append(parameter);
      }
    }
    return kept.toString();
  }

  private static boolean isNamed(List<String> names, String name) {
    for (String one : names) {
      if (one.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private void add(int kinds, String place, boolean isReplaced) {
    for (SecretKind kind : SecretKind.of(kinds)) {
      (isReplaced ? replaced : left).add(kind.label() + " (" + place + ")");
    }
  }
}
