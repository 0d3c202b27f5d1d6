package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.SecretKind;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenHandle;
import io.managedidentity.agent.token.TokenRequest;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which token answers a token request of one mapping inside the JVM ({@code answer}): the managed
 * identity's own, for the resource that the application asks for. Thread-safe.
 */
final class TokenAnswers {
  /** The application names the resources, so their number is bounded. */
  static final int MOST_RESOURCES = 64;

  private static final String NOT_COVERED =
      "The client that sends it cannot be answered inside the JVM (docs/supported-clients.md).";
  private static final String DEFAULT_SCOPE = "/.default";
  private static final String DISCOVERY = "/common/discovery/instance";

  private final TokenCache cache;
  private final TokenRequest like;
  private final Set<String> resources =
      Collections.newSetFromMap(new ConcurrentHashMap<String, Boolean>(4));

  /**
   * @param like identity, sources and tenant of all its tokens
   */
  TokenAnswers(TokenCache cache, TokenRequest like) {
    this.cache = cache;
    this.like = like;
  }

  static boolean isDiscovery(String target) {
    return target.startsWith(DISCOVERY)
        && (target.length() == DISCOVERY.length() || target.charAt(DISCOVERY.length()) == '?');
  }

  /**
   * @param host of the login host
   * @return null if the request is to be sent
   */
  @Nullable TokenQuestion question(
      RouteInjection injection,
      String host,
      String method,
      HeaderList headers,
      String target,
      byte @Nullable [] body) {
    if (method.equals("GET") && isDiscovery(RequestTarget.originForm(target))) {
      return TokenQuestion.ofDiscovery(injection, host);
    }
    ClientAuthentication form =
        method.equals("POST") && body != null ? ClientAuthentication.of(headers, body) : null;
    TokenHandle answering =
        form == null || !injection.mapping().isForRegistration(form.clientId())
            ? null
            : handle(form);
    return form == null || answering == null
        ? null
        : TokenQuestion.ofToken(injection, answering, form.kinds());
  }

  /**
   * Why a form is sent all the same; said unless it was before.
   *
   * @param host that it is sent to
   * @throws RequestRefusedException if the mapping says {@code fail-request}
   */
  WhyLeft whySent(ClientAuthentication form, InjectionLog log, @Nullable String host)
      throws RequestRefusedException {
    TokenHandle answering = handle(form);
    TokenException failure = answering == null ? null : answering.failure();
    if (answering != null && failure != null) {
      log.noToken(answering.request(), InjectionLog.described(failure), failure.code(), host);
      return WhyLeft.NO_TOKEN;
    }
    String reason = whyNot(form);
    log.notAnswered(reason == null ? NOT_COVERED : reason, host);
    return WhyLeft.NOT_ANSWERED;
  }

  /**
   * The token that would answer.
   *
   * @return null if there is none: {@link #whyNot}
   */
  private @Nullable TokenHandle handle(ClientAuthentication form) {
    String resource = whyNot(form) == null ? resource(form) : null;
    return resource == null
        ? null
        : cache.handle(
            new TokenRequest(resource, like.identity(), like.sources(), like.tenantId()));
  }

  /** Why the managed identity's token is no answer to this form; null if it is. */
  private @Nullable String whyNot(ClientAuthentication form) {
    if (SecretKind.stored(form.kinds()) == 0) {
      return "It carries no stored secret.";
    }
    if (!form.field("grant_type").equals("client_credentials")) {
      return "Only the grant client_credentials can be answered with a managed identity's token;"
          + " remove \"answer\", so that a federated credential serves the others too.";
    }
    String resource = resource(form);
    if (resource == null) {
      return "It names neither a resource nor a scope that ends in /.default.";
    }
    if (!resources.contains(resource) && resources.size() >= MOST_RESOURCES) {
      return "The application has asked for more than " + MOST_RESOURCES + " resources.";
    }
    resources.add(resource);
    return null;
  }

  private static @Nullable String resource(ClientAuthentication form) {
    String resource = form.field("resource");
    if (!resource.isEmpty()) {
      return resource;
    }
    for (String scope : form.field("scope").split(" ", -1)) {
      if (scope.endsWith(DEFAULT_SCOPE) && scope.length() > DEFAULT_SCOPE.length()) {
        return scope.substring(0, scope.length() - DEFAULT_SCOPE.length());
      }
    }
    return null;
  }
}
