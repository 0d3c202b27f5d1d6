package io.managedidentity.agent.injection;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigResult;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.FetchOptions;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenCache;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import io.managedidentity.agent.token.TokenThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** One mapping, from JSON, whose identity source, threads and clock are worked by hand. */
public final class Bench {
  static final String HOST = "api.example";
  static final String OTHER_HOST = "other.example";

  static final AnswerHeaders NO_CHALLENGE = challenge();
  public static final AnswerHeaders DEAD = challenge("Bearer error=\"invalid_token\"");

  /** For requests that have no reason to wait. */
  static final GivenUp MUST_NOT_WAIT =
      () -> {
        throw new AssertionError("it waits");
      };

  public final List<String> lines = new ArrayList<>();

  /** What the source was told with each question. */
  final List<FetchOptions> asked = new ArrayList<>();

  /** Gets a word whenever a {@link #continuation} goes on. */
  final BlockingQueue<String> resumed = new LinkedBlockingQueue<>();

  final AgentLog log =
      new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));

  final TokenInjector injector = new TokenInjector(log);
  private final Deque<Runnable> fetches = new ArrayDeque<>();
  private final Deque<Later> later = new ArrayDeque<>();
  private final Clock clock = new Clock();
  private final TokenCache cache =
      new TokenCache(
          this::fetch, clock, new Threads(), new AgentLog(LogLevel.OFF, (level, message) -> {}));
  private final String firstTokenWait;
  private final String resource;
  private String answer = "";

  /** The headers of an answer that has these challenges and nothing else. */
  static AnswerHeaders challenge(String... values) {
    return name -> name.equals("www-authenticate") ? List.of(values) : List.of();
  }

  /**
   * @param namesAndValues in turn
   */
  static AnswerHeaders answer(String... namesAndValues) {
    HeaderList all = headers(namesAndValues);
    return name ->
        all.first(name) == null ? List.of() : List.of(Objects.requireNonNull(all.first(name)));
  }

  /**
   * @param keys of the mapping, such as {@code 'mode': 'observe'}
   */
  public Bench(String... keys) throws IOException {
    this(keys, "10s");
  }

  private Bench(String[] keys, String firstTokenWait) throws IOException {
    this(keys, firstTokenWait, "https://api");
  }

  private Bench(String[] keys, String firstTokenWait, String resource) throws IOException {
    this.firstTokenWait = firstTokenWait;
    this.resource = resource;
    use(keys);
  }

  static Bench forResource(String resource, String... keys) throws IOException {
    return new Bench(keys, "10s", resource);
  }

  /** For {@code POST /t/oauth2/token}. */
  static Bench forTokenEndpoint(String... keys) throws IOException {
    return new Bench(keys, "10s", "");
  }

  /** With no time to wait for a token. */
  static Bench impatient(String... keys) throws IOException {
    return new Bench(keys, "0s");
  }

  /** Another version of the mapping takes over, as after a reload. */
  public void use(String... keys) throws IOException {
    String mapping =
        resource.isEmpty()
            ? "'name': 'm', 'tokenEndpoint': 'https://%s/t'".formatted(HOST)
            : "'name': 'm', 'hosts': ['%s', '%s', '127.0.0.1:*'], 'resource': '%s'"
                .formatted(HOST, OTHER_HOST, resource);
    useAll("{" + (keys.length == 0 ? mapping : mapping + ", " + String.join(", ", keys)) + "}");
  }

  /**
   * The same of several mappings.
   *
   * @param mappings as in the file; of which one is "m"
   */
  void useAll(String... mappings) throws IOException {
    String json =
        "{'token': {'firstTokenWait': '%s'}, 'mappings': [%s]}"
            .formatted(firstTokenWait, String.join(", ", mappings));
    Path file = Files.createTempFile("mapping", ".json");
    try {
      Files.writeString(file, json.replace('\'', '"'));
      ConfigResult loaded = ConfigLoader.ofProcess().loadFile(file.toString());
      if (loaded.config() == null) {
        throw new IllegalArgumentException(loaded.problems().toString());
      }
      injector.use(
          loaded.config(), RouteTable.compile(loaded.config(), List.of()), cache, Set.of());
    } finally {
      Files.delete(file);
    }
  }

  public TokenInjector injector() {
    return injector;
  }

  public RouteInjection route() {
    return route(HOST);
  }

  /** The same for a hook, which asks for each request. */
  public ClientInjector client() {
    return injector.forClient("c");
  }

  RouteInjection route(String host) {
    return resource.isEmpty()
        ? injector.match("c", "https", host, 443, "POST", "/t/oauth2/token")
        : injector.match("c", "https", host, 443, "GET", "/");
  }

  /** A first sending that has its token at once. */
  public WireEdit send(HeaderList headers) throws RequestRefusedException {
    return route().edit(headers, "/", null, MUST_NOT_WAIT);
  }

  /** The token is there before any request. */
  public void hold(String token) {
    route().prefetch();
    answer(token);
  }

  /** The source answers the question that is open. */
  public void answer(String token) {
    answer = token;
    fetches.remove().run();
  }

  /** The source gives no token to the question that is open. */
  public void refuse() {
    answer("");
  }

  /** Whether a question to the source is open. */
  public boolean isAsking() {
    return !fetches.isEmpty();
  }

  /** Of a request that waits, and is not given up: what happens meanwhile. */
  public static GivenUp meanwhile(Runnable event) {
    Deque<Runnable> events = new ArrayDeque<>(List.of(event));
    return () -> {
      if (!events.isEmpty()) {
        events.remove().run();
      }
      return false;
    };
  }

  /** The route of a request that begins to wait as the source answers. */
  public RouteInjection routeMeeting(String token) {
    route().prefetch();
    return route()
        .recordedBy(
            new RequestRecord() {
              @Override
              public void waits() {
                answer(token);
              }

              @Override
              public void waitsNot() {}

              @Override
              public void ended(String mapping, String outcome) {}

              @Override
              public void answered(String mapping, int status) {}
            });
  }

  void advanceSeconds(long seconds) {
    clock.nanos += seconds * 1_000_000_000L;
  }

  Continuation continuation() {
    return new Continuation(
        fault -> {
          throw new AssertionError(fault);
        },
        Runnable::run) {
      @Override
      protected void goOn() {
        resumed.add("on");
      }
    };
  }

  /** Tasks that were ever scheduled. */
  int scheduled() {
    return later.size();
  }

  long lastDelayMillis() {
    return later.getLast().delayNanos / 1_000_000L;
  }

  public void runLastScheduled() {
    later.getLast().task.run();
  }

  /** All counters that are not zero. */
  public String counts() {
    MappingCounters counters = injector.counters("m");
    StringBuilder text = new StringBuilder();
    add(text, "requests", counters.requests());
    add(text, "injected", counters.injected());
    add(text, "kept", counters.kept());
    add(text, "observed", counters.observed());
    add(text, "failed", counters.failed());
    add(text, "resent", counters.resent());
    add(text, "fellBack", counters.fellBack());
    add(text, "secret", counters.secretSeenAtMillis() == 0 ? 0 : 1);
    return text.toString();
  }

  private static void add(StringBuilder text, String name, long count) {
    if (count != 0) {
      text.append(text.length() == 0 ? "" : " ").append(name).append(' ').append(count);
    }
  }

  public static HeaderList headers(String... namesAndValues) {
    HeaderList headers = new HeaderList();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  public static String text(HeaderList headers) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      all.add(headers.name(i) + ": " + headers.value(i));
    }
    return String.join(" | ", all);
  }

  private AccessToken fetch(TokenRequest request, FetchOptions options) throws TokenException {
    asked.add(options);
    if (answer.isEmpty()) {
      throw TokenException.builder("managed_identity_request_failed", "the source says no.")
          .build();
    }
    return new AccessToken(answer, "imds", clock.nanos, 86_400, 43_200L, 1);
  }

  private record Later(Runnable task, long delayNanos) {}

  private final class Threads implements TokenThreads {
    @Override
    public void fetch(List<String> lane, Runnable task) {
      fetches.add(task);
    }

    @Override
    public Scheduled later(Runnable task, long delayNanos) {
      later.add(new Later(task, delayNanos));
      return () -> {};
    }
  }

  private static final class Clock implements AgentClock {
    private long nanos;

    @Override
    public long wallMillis() {
      return nanos / 1_000_000L;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public void sleep(long millis) {
      nanos += millis * 1_000_000L;
    }
  }
}
