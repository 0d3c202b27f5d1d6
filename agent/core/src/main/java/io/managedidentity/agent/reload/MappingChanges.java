package io.managedidentity.agent.reload;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which keys of one mapping have changed in a new version. */
final class MappingChanges {
  private final List<String> keys = new ArrayList<>();
  private final boolean isModeIgnored;

  MappingChanges(MappingConfig before, MappingConfig after, boolean isModeIgnored) {
    this.isModeIgnored = isModeIgnored;
    compareMatch(before, after);
    compareToken(before.tokenRequest(), after.tokenRequest());
    compareRequest(before, after);
  }

  /** Keys as the file writes them; {@code host} stands for {@code hosts} as well. */
  List<String> keys() {
    return keys;
  }

  private void compareMatch(MappingConfig before, MappingConfig after) {
    add("host", before.hosts().toString(), after.hosts().toString());
    boolean isSameTenant = isAnswered(before) != isAnswered(after) && isOfOneTenant(before, after);
    if (!isSameTenant) { // else they differ by what "answer" brings
      add("path", before.paths().toString(), after.paths().toString());
      add("methods", before.methods(), after.methods());
    }
    add("skip", before.skip(), after.skip());
    if (!isModeIgnored) {
      add("mode", before.mode(), after.mode());
    }
  }

  private void compareToken(@Nullable TokenRequest before, @Nullable TokenRequest after) {
    add("resource", before == null ? "" : before.resource(), after == null ? "" : after.resource());
    if (before != null && after != null) {
      boolean isSame =
          before.identity().equals(after.identity())
              && before.sources().equals(after.sources())
              && Objects.equals(before.tenantId(), after.tenantId());
      add("identity", true, isSame);
    }
  }

  private void compareRequest(MappingConfig before, MappingConfig after) {
    add("service", before.service(), after.service());
    add("existingAuthorization", before.existingAuthorization(), after.existingAuthorization());
    add("header", before.header(), after.header());
    add("format", before.format(), after.format());
    add("removeHeaders", before.removeHeaders(), after.removeHeaders());
    add("removeQuery", before.removeQuery(), after.removeQuery());
    add("setHeaders", before.setHeaders(), after.setHeaders());
    add("onTokenFailure", before.onTokenFailure(), after.onTokenFailure());
    add("allowPlainHttp", before.allowPlainHttp(), after.allowPlainHttp());
    add("fallbackOnRejection", before.fallbackOnRejection(), after.fallbackOnRejection());
    add("share", before.share(), after.share());
    add("placeholder", before.placeholder(), after.placeholder());
    add("tokenEndpoint", before.tokenEndpoint() != null, after.tokenEndpoint() != null);
    add("clientId", clientIds(before), clientIds(after));
    add("answer", isAnswered(before), isAnswered(after));
  }

  private static @Nullable Object clientIds(MappingConfig mapping) {
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    return endpoint == null ? null : endpoint.clientIds();
  }

  private static boolean isOfOneTenant(MappingConfig before, MappingConfig after) {
    return before.tokenEndpoint() != null
        && after.tokenEndpoint() != null
        && before.paths().get(0).toString().equals(after.paths().get(0).toString());
  }

  private static boolean isAnswered(MappingConfig mapping) {
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    return endpoint != null && endpoint.isAnswered();
  }

  private void add(String key, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after)) {
      keys.add(key);
    }
  }
}
