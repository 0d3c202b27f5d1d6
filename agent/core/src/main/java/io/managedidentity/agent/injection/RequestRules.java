package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.HeaderSetting;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.secrets.SecretKind;
import io.managedidentity.agent.token.HeldToken;
import java.util.List;

/** What one mapping keeps, sets and removes on a request's head. Thread-safe. */
final class RequestRules {
  private final MappingConfig mapping;
  private final HeaderFormat format;

  RequestRules(MappingConfig mapping) {
    this.mapping = mapping;
    this.format = new HeaderFormat(mapping.format());
  }

  /** Place of a value that the application put into the header and that stays, or -1. */
  int keptAt(HeaderList headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.isNamed(i, mapping.header()) && keeps(headers.value(i))) {
        return i;
      }
    }
    return -1;
  }

  boolean keeps(String existing) {
    return AuthorizationPolicy.keeps(mapping.existingAuthorization(), existing);
  }

  /** The target without the parameters that are removed. */
  String cut(String target) {
    return QueryCutter.cut(target, mapping.removeQuery());
  }

  boolean onlySetsHeaders(HeaderList headers, String target) {
    return !removesHeader(headers) && cut(target).equals(target);
  }

  private boolean removesHeader(HeaderList headers) {
    List<String> removed = mapping.removeHeaders();
    for (int i = 0; i < removed.size(); i++) {
      if (headers.first(removed.get(i)) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * The stored secrets on a request as the application made it. What a mapping removes that names
   * no service of the catalogue is one, whatever its form.
   */
  int secrets(HeaderList headers, String target) {
    int kinds = RequestSecrets.of(headers, target, null);
    return kinds == 0 && mapping.service() == null && !onlySetsHeaders(headers, target)
        ? SecretKind.API_KEY.bit()
        : kinds;
  }

  /**
   * The stored secrets that are still on it beside the token.
   *
   * @param secrets that were on it as the application made it
   */
  int secretsLeft(int secrets, HeaderList headers, String target) {
    boolean isAsMade = mapping.setHeaders().isEmpty();
    return secrets == 0 && isAsMade ? 0 : RequestSecrets.of(headers, target, mapping.header());
  }

  /** Whether a header of the application was replaced or removed. */
  boolean apply(HeldToken token, HeaderList headers) {
    return apply(format.value(token), headers);
  }

  /**
   * @param authorization value of the header that the token goes into
   */
  boolean apply(String authorization, HeaderList headers) {
    boolean isReplaced = headers.first(mapping.header()) != null;
    headers.set(mapping.header(), authorization);
    List<String> removed = mapping.removeHeaders();
    for (int i = 0; i < removed.size(); i++) {
      isReplaced |= headers.remove(removed.get(i));
    }
    List<HeaderSetting> settings = mapping.setHeaders();
    for (int i = 0; i < settings.size(); i++) {
      HeaderSetting setting = settings.get(i);
      String present = setting.atLeast() ? headers.first(setting.name()) : null;
      if (present == null || VersionOrder.isLower(present, setting.value())) {
        headers.set(setting.name(), setting.value());
      }
    }
    return isReplaced;
  }
}
