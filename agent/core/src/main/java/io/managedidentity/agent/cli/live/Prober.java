package io.managedidentity.agent.cli.live;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.HeaderSetting;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.injection.HeaderFormat;
import io.managedidentity.agent.token.AccessToken;
import java.security.KeyStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries places: first without a token, then, if there is one and TLS has proven the name, once more
 * with it. No redirect is followed. Thread-safe.
 */
final class Prober {
  private static final int HTTPS_PORT = 443;

  private final EndpointAddresses resolver;
  private final @Nullable KeyStore roots;
  private final AgentClock clock;
  private final Timeouts limits;

  /**
   * @param roots whom to trust; null for the JVM's trust store files
   */
  Prober(EndpointAddresses resolver, @Nullable KeyStore roots, AgentClock clock, Timeouts limits) {
    this.resolver = resolver;
    this.roots = roots;
    this.clock = clock;
    this.limits = limits;
  }

  /** The request without a token; empty if there is nothing to send. Blocks for one exchange. */
  Optional<Attempt> start(Place place) {
    EndpointRequest plain = place.kind() == Place.Kind.NONE ? null : request(place);
    return plain == null
        ? Optional.<Attempt>empty()
        : Optional.of(Attempt.of(plain, place, resolver, new WitnessTrust(roots), clock, limits));
  }

  /**
   * The request with the token, if there may be one. Blocks for one exchange.
   *
   * @param started what {@link #start} made of the place
   */
  Finding finish(Place place, Optional<Attempt> started, @Nullable AccessToken token) {
    MappingConfig mapping = place.mapping();
    if (mapping == null || place.kind() == Place.Kind.NONE) {
      boolean isAnswered = mapping != null && mapping.tokenEndpoint() != null;
      Verdict verdict =
          isAnswered ? Verdict.WORKS : mapping == null ? Verdict.FAILS : Verdict.IN_DOUBT;
      return Finding.of(place, verdict, "not tried", place.reason());
    }
    if (!started.isPresent()) {
      return unsendable(place);
    }
    Attempt without = started.get();
    EndpointResponse answer = without.response();
    if (answer == null) {
      boolean isPlainHttp = mapping.allowPlainHttp() && mayBePlain(place, without);
      String more = isPlainHttp ? ", and this command sends no token over plain HTTP" : "";
      return new Finding(
          place,
          isPlainHttp ? Verdict.IN_DOUBT : Verdict.FAILS,
          "no answer",
          without.failure() + more,
          without,
          0,
          0);
    }
    if (place.kind() == Place.Kind.LOGIN_HOST) {
      return Answers.ofLoginHost(place, without, answer);
    }
    if (token == null || place.kind() == Place.Kind.WITHOUT_TOKEN) {
      return Answers.withoutToken(place, without, answer, token == null);
    }
    return withToken(place, mapping, token, without, answer);
  }

  /** A host without a port in the mapping is meant with port 80 too. */
  private static boolean mayBePlain(Place place, Attempt without) {
    return without.isWithoutTls() || (without.isUnreached() && place.port() == HTTPS_PORT);
  }

  private static Finding unsendable(Place place) {
    String what = "the target cannot be sent";
    return Finding.of(place, Verdict.FAILS, what, what);
  }

  private Finding withToken(
      Place place,
      MappingConfig mapping,
      AccessToken token,
      Attempt without,
      EndpointResponse answerWithout) {
    EndpointRequest request = request(place);
    if (request == null) {
      return unsendable(place);
    }
    int statusWithout = answerWithout.status();
    String value = HeaderFormat.fill(mapping.format(), token.value());
    if (!EndpointRequest.canBeHeader(value)) { // the file's own headers were checked
      String words = "the token cannot be sent";
      String what =
          "the token has characters that the header "
              + mapping.header()
              + " cannot have, and stays unsent: look at what gave it, "
              + Shown.of(token.source());
      return new Finding(place, Verdict.FAILS, words, what, without, statusWithout, 0);
    }
    request.header(mapping.header(), value);
    for (HeaderSetting setting : mapping.setHeaders()) {
      request.header(setting.name(), setting.value());
    }
    Attempt with = Attempt.of(request, place, resolver, new WitnessTrust(roots), clock, limits);
    EndpointResponse answer = with.response();
    if (answer == null) {
      String words = "no answer to the token";
      String what =
          "the request with the token failed: "
              + with.failure()
              + "; without one it answered "
              + statusWithout;
      return new Finding(place, Verdict.FAILS, words, what, without, statusWithout, 0);
    }
    return Answers.withToken(place, mapping, token, without, answerWithout, answer);
  }

  private static @Nullable EndpointRequest request(Place place) {
    EndpointUrl url = EndpointUrl.of(true, place.host(), place.port(), place.target());
    return url == null
        ? null
        : EndpointRequest.repeat(place.method(), url).header("Accept", "application/json, */*");
  }
}
