package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.config.TokenEndpoint;
import io.managedidentity.agent.token.TokenRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules that edit a request would make of one, without doing it: for {@code explain}. Of a
 * body nothing is known.
 */
public final class Foresight {
  private static final byte[] NO_BODY = {};
  private static final String ANY_TOKEN = "{token}";

  private final HeaderList headers = new HeaderList();
  private final String target;

  /**
   * @param headers that the application sets itself, each as {@code Name: value}
   */
  public Foresight(List<String> headers, String target) {
    this.target = target;
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        this.headers.add(header.substring(0, colon).trim(), header.substring(colon + 1).trim());
      }
    }
  }

  /** The target as it leaves with a token: without the parameters that the mapping removes. */
  public static String cut(MappingConfig mapping, String target) {
    return new RequestRules(mapping).cut(target);
  }

  /** Why it goes out as the application made it, whatever the token; null if it is edited. */
  public @Nullable WhyLeft whyUntreated(MappingConfig mapping) {
    boolean isKept =
        mapping.tokenEndpoint() == null // there the form decides
            && new RequestRules(mapping).keptAt(headers) >= 0;
    return RouteInjection.whyUntreated(mapping, isKept, mapping.share() == 0);
  }

  /** Whether the request would leave with the mapping's placeholder, which it must not. */
  public boolean isHeldBack(MappingConfig mapping, boolean withToken) {
    if (!withToken) {
      return carries(mapping.placeholder(), headers, target);
    }
    HeaderList sent = headers.copy();
    TokenEndpoint endpoint = mapping.tokenEndpoint();
    if (endpoint != null) {
      ClientAuthentication.complete(sent, 0);
      return !endpoint.isAnswered() && carries(mapping.placeholder(), sent, target);
    }
    RequestRules rules = new RequestRules(mapping);
    String path = rules.cut(target);
    rules.apply(ANY_TOKEN, sent);
    TokenRequest request = mapping.tokenRequest();
    if (request != null && CopySource.isStorage(request.resource())) {
      CopySource.edit(sent, path, ANY_TOKEN, mapping);
    }
    return carries(mapping.placeholder(), sent, path);
  }

  /** Whether a request that no mapping treats would leave with the placeholder of one of them. */
  public boolean isHeldBack(List<MappingConfig> mappings) {
    for (MappingConfig mapping : mappings) {
      if (mapping.tokenRequest() != null && carries(mapping.placeholder(), headers, target)) {
        return true;
      }
    }
    return false;
  }

  private static boolean carries(@Nullable String dummy, HeaderList headers, String target) {
    return dummy != null
        && new Placeholder(Collections.singletonList(dummy)).isOn(headers, target, NO_BODY);
  }

  /** Whether it is a token request, or instance discovery, that can be answered inside the JVM. */
  public boolean isAnswered(String method) {
    return isDiscovery() ? method.equals("GET") : method.equals("POST");
  }

  /** What MSAL asks of a login host before its first token request. */
  public boolean isDiscovery() {
    return TokenAnswers.isDiscovery(target);
  }
}
