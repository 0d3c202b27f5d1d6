package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.FetchOptions;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One acquisition from one source: what is asked for, what was tried, which secrets took part. For
 * one thread.
 */
final class Ask {
  /** Longest message (R-ERR). */
  static final int MAX_MESSAGE = 1000;

  final SourceHost host;
  final IdentitySource source;
  final Resource resource;
  final ManagedIdentityId identity;
  final @Nullable String tenantId;
  final FetchOptions options;
  private final SecretMask mask = new SecretMask();
  private final long startedNanos;
  private final String requestId;
  private String lastUrl = "";
  private int attempts;
  private boolean retriesUsedUp;
  private long retryAfterMillis;

  Ask(
      SourceHost host,
      IdentitySource source,
      Resource resource,
      ManagedIdentityId identity,
      @Nullable String tenantId,
      FetchOptions options) {
    this.host = host;
    this.source = source;
    this.resource = resource;
    this.identity = identity;
    this.tenantId = tenantId;
    this.options = options;
    this.startedNanos = host.clock.nanoTime();
    this.requestId = newRequestId();
  }

  /** Keeps a secret out of all messages of this acquisition. */
  String secret(String value) {
    mask.add(value);
    return value;
  }

  /** GUID that goes with each request of this acquisition (R-LOG). */
  String requestId() {
    return requestId;
  }

  int attempts() {
    return attempts;
  }

  /** Address of the last request, without its query. */
  String where() {
    return lastUrl;
  }

  /** Counts a program that is run instead of a request. */
  void countProcess() {
    attempts++;
  }

  void retriesUsedUp(long retryAfter) {
    retriesUsedUp = true;
    retryAfterMillis = retryAfter;
  }

  EndpointResponse send(EndpointRequest request, Timeouts limits) throws IOException {
    attempts++;
    lastUrl = request.url().toString();
    boolean traced = host.log.isEnabled(LogLevel.TRACE);
    if (traced) {
      host.log.log(
          LogLevel.TRACE,
          source.label() + ": request " + attempts + ", id " + requestId + ": " + request);
    }
    EndpointResponse response = host.client.send(request, host.limits(limits));
    if (traced) {
      host.log.log(LogLevel.TRACE, source.label() + " answered " + response.status());
    }
    return response;
  }

  /** URL of the source from a variable of that name. */
  EndpointUrl endpoint(String variable) throws TokenException {
    String value = host.variable(variable);
    if (value == null) {
      throw failure(
              TokenErrorCode.MANAGED_IDENTITY_ALL_SOURCES_UNAVAILABLE,
              source.label() + " is not present on this host: " + variable + " is not set.",
              "Correct \"source\" in the mapping file; the command sources lists what is here.")
          .build();
    }
    EndpointUrl url = EndpointUrl.parse(value);
    if (url == null) {
      throw invalidEndpoint(
          variable, "is not an absolute http or https URL with a host and without user info");
    }
    return url;
  }

  TokenException invalidEndpoint(String variable, String fault) {
    return failure(
            TokenErrorCode.INVALID_MANAGED_IDENTITY_ENDPOINT,
            source.label()
                + " cannot be asked: the environment variable "
                + variable
                + " "
                + fault
                + ".",
            "Correct or remove " + variable + "; the platform sets it.")
        .build();
  }

  /** A variable whose value is sent as a header and never shown. */
  String headerSecret(String variable) throws TokenException {
    String value = host.variable(variable);
    if (value == null || !EndpointRequest.canBeHeader(value)) {
      throw invalidEndpoint(variable, "is not set or cannot be sent as a header");
    }
    return secret(value);
  }

  /**
   * Begins a failure of this acquisition.
   *
   * @param what has happened; secrets are masked, and it is shortened so that the whole fits
   * @param todo what to do
   */
  TokenException.Builder failure(TokenErrorCode code, String what, String todo) {
    String happened = mask.apply(what);
    int room = MAX_MESSAGE - todo.length() - 1;
    if (happened.length() > room) {
      happened = happened.substring(0, room - 1) + "…";
    }
    return TokenException.builder(code.code(), happened + " " + todo)
        .source(source.id())
        .hint(todo)
        .attempts(attempts)
        .retriesUsedUp(retriesUsedUp)
        .retryAfterMillis(retryAfterMillis)
        .elapsedMillis((host.clock.nanoTime() - startedNanos) / 1_000_000);
  }

  String masked(String text) {
    return mask.apply(text);
  }

  /**
   * Version 4 GUID; not from SecureRandom, whose first use is slow and whose strength is not
   * needed.
   */
  private static String newRequestId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }
}
