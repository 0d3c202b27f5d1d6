package io.managedidentity.agent.identity;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.JvmTlsTrust;
import io.managedidentity.agent.identity.process.SystemProcessLauncher;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.FetchOptions;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenFetcher;
import io.managedidentity.agent.token.TokenRequest;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fetches tokens from the identity sources of this host. With {@code auto} the first source that is
 * present is asked, and remembered; with a list of sources each that is present in turn, until one
 * is reached. No cache, no background work. Thread-safe.
 */
public final class IdentityTokenFetcher implements TokenFetcher {
  /** Word in place of a source's id that leaves the choice to detection. */
  public static final String AUTO = "auto";

  private static final int FORBIDDEN = 403;

  private final SourceHost host;
  private final IdentitySources sources;

  /** The choice of {@code auto} by what of a request can rule a source out. */
  private final ConcurrentHashMap<String, IdentitySource> chosen =
      new ConcurrentHashMap<String, IdentitySource>();

  public IdentityTokenFetcher(SourceHost host) {
    this.host = host;
    this.sources = new IdentitySources(host);
  }

  /** With the environment, files, network and programs of this machine. */
  public static IdentityTokenFetcher ofThisHost(AgentClock clock, AgentLog log) {
    return new IdentityTokenFetcher(
        new SourceHost(
            Environment.OF_THIS_PROCESS,
            new SystemFiles(),
            clock,
            new SystemProcessLauncher(),
            new EndpointClient(EndpointAddresses.OF_THIS_HOST, new JvmTlsTrust(), clock),
            log,
            RetryJitter.RANDOM,
            null));
  }

  public IdentitySources sources() {
    return sources;
  }

  @Override
  public AccessToken fetch(TokenRequest request, FetchOptions options)
      throws TokenException, InterruptedException {
    Resource resource = Resource.parse(request.resource());
    if (resource == null) {
      throw refusal(
          TokenErrorCode.INVALID_RESOURCE,
          "The resource \"" + ErrorBody.oneLine(request.resource()) + "\" is not an audience.",
          "Write it as the service expects it, for example https://vault.azure.net, without blanks, quotes"
              + " and shell characters.");
    }
    ManagedIdentityId identity = request.identity();
    if (identity.kind() != ManagedIdentityId.Kind.SYSTEM_ASSIGNED
        && identity.value().trim().isEmpty()) {
      throw refusal(
          TokenErrorCode.INVALID_MANAGED_IDENTITY_ID_TYPE,
          "The identity's " + identity.kind().label() + " is blank.",
          "Write the id, or use \"system-assigned\".");
    }
    List<String> configured = request.sources();
    if (configured.isEmpty() || (configured.size() == 1 && configured.get(0).equals(AUTO))) {
      return fetchDetected(request, resource, options);
    }
    return fetchConfigured(configured, request, resource, options);
  }

  /** A probe of the IMDS that this fetcher would ask. */
  public ImdsProbe imdsProbe() {
    return new ImdsProbe(host);
  }

  /**
   * Whether {@code auto} ends at IMDS because nothing else was found, at its own address: then it
   * may not be there at all.
   */
  public boolean isImdsByDefault(TokenRequest request) {
    List<String> configured = request.sources();
    boolean isAuto =
        configured.isEmpty() || (configured.size() == 1 && configured.get(0).equals(AUTO));
    return isAuto
        && !host.has("AZURE_POD_IDENTITY_AUTHORITY_HOST")
        && detect(request).id().equals("imds");
  }

  /** The source that {@code auto} means for this request. */
  public IdentitySource detect(TokenRequest request) {
    String key = key(request);
    IdentitySource known = chosen.get(key);
    if (known != null) {
      return known;
    }
    List<IdentitySource> candidates = sources.detected();
    IdentitySource found = candidates.get(candidates.size() - 1);
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.get(i).detect(request).isPresent()) {
        found = candidates.get(i);
        break;
      }
    }
    chosen.put(key, found);
    return found;
  }

  private AccessToken fetchDetected(TokenRequest request, Resource resource, FetchOptions options)
      throws TokenException, InterruptedException {
    IdentitySource source = detect(request);
    try {
      AccessToken token = source.fetch(ask(source, request, resource, options));
      host.log.once(
          "source " + source.id(),
          LogLevel.INFO,
          "Tokens come from " + source.label() + ": " + source.detect(request).reason() + ".");
      return token;
    } catch (TokenException e) {
      if (isUnavailable(e)) {
        // The platform may bring its variables or files late: look again the next time.
        chosen.remove(key(request));
      }
      throw e;
    }
  }

  private AccessToken fetchConfigured(
      List<String> ids, TokenRequest request, Resource resource, FetchOptions options)
      throws TokenException, InterruptedException {
    StringBuilder absent = new StringBuilder();
    TokenException last = null;
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      IdentitySource source = id.equals(AUTO) ? detect(request) : sources.named(id);
      Detection detection =
          source == null ? Detection.absent("there is no such source") : source.detect(request);
      if (source == null || (ids.size() > 1 && !detection.isPresent())) {
        absent.append(absent.length() == 0 ? "" : "; ").append(id).append(": ");
        absent.append(detection.reason());
        continue;
      }
      try {
        return source.fetch(ask(source, request, resource, options));
      } catch (TokenException e) {
        if (!isUnavailable(e)) {
          throw e;
        }
        host.log.debug(source.label() + " is left out: " + e.getMessage());
        last = e;
      }
    }
    if (last != null) {
      throw last;
    }
    throw refusal(
        TokenErrorCode.MANAGED_IDENTITY_ALL_SOURCES_UNAVAILABLE,
        "No configured identity source is present here (" + absent + ").",
        "Correct \"source\" in the mapping file; the command sources lists what is here.");
  }

  private Ask ask(
      IdentitySource source, TokenRequest request, Resource resource, FetchOptions options) {
    return new Ask(host, source, resource, request.identity(), request.tenantId(), options);
  }

  private static String key(TokenRequest request) {
    return request.identity().kind().label() + (request.tenantId() == null ? "" : " with tenant");
  }

  /** Not on this host, so the next source of a list may be asked; anything else is a "no". */
  private static boolean isUnavailable(TokenException e) {
    return e.code().endsWith("_unavailable")
        || e.code().equals(TokenErrorCode.MANAGED_IDENTITY_UNREACHABLE_NETWORK.code())
        // Docker Desktop answers for IMDS, in the language of the machine
        || (e.status() == FORBIDDEN && "imds".equals(e.source()));
  }

  private static TokenException refusal(TokenErrorCode code, String what, String todo) {
    return TokenException.builder(code.code(), what + " " + todo).hint(todo).build();
  }
}
