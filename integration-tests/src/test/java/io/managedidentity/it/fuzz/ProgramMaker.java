package io.managedidentity.it.fuzz;

import io.managedidentity.probe.Message;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Makes the program of a seed; the same one for the same client, for ever. */
final class ProgramMaker {
  /** Of a call: longer than the first program of a JVM takes on a busy machine. */
  private static final int TIMEOUT_MILLIS = 15_000;

  private static final int PATIENCE_MILLIS = 40_000;

  private final FuzzSubject client;
  private final long seed;
  private final Random random;
  private final Message program = new Message();
  private final List<String> urls = new ArrayList<>();
  private boolean isRacy;
  private boolean changesMode;
  private int requests;
  private TokenKind kind = TokenKind.COLD;

  /** Whether it makes token requests as well. */
  private final boolean hasForms;

  private ProgramMaker(FuzzSubject client, long seed) {
    this.client = client;
    this.seed = seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + client.name().hashCode());
    this.hasForms = seed % 2 == 0 && !client.can("soap");
  }

  static FuzzProgramText make(FuzzSubject client, long seed) {
    return new ProgramMaker(client, seed).program();
  }

  /** What is played at the end. */
  static FuzzProgramText last(FuzzSubject client) {
    ProgramMaker maker = new ProgramMaker(client, 0);
    maker.program.add("threads", "1").add("patience", String.valueOf(PATIENCE_MILLIS));
    maker.program.add("pool", "1").add("timeout", String.valueOf(TIMEOUT_MILLIS));
    for (FuzzPlace place : List.of(FuzzPlace.ALPHA, FuzzPlace.BETA, FuzzPlace.GAMMA)) {
      Message step = new Message().add("thread", "0").add("method", "GET");
      step.add("url", "https://" + place.placeholder(true) + "/w/RUNLABEL-0?do=ok");
      maker.program.add("step", (client.can("waits") ? step.add("wait", "true") : step).toLine());
    }
    return new FuzzProgramText(0, maker.program, TokenKind.COLD, false, false);
  }

  private FuzzProgramText program() {
    kind =
        pick(
            TokenKind.COLD,
            TokenKind.COLD,
            TokenKind.COLD,
            TokenKind.SLOW,
            TokenKind.SLOW,
            TokenKind.SLOW,
            TokenKind.REJECTED,
            TokenKind.REJECTED,
            TokenKind.SHORT,
            TokenKind.FAILING,
            TokenKind.FLAKY);
    if (kind == TokenKind.FLAKY && chance(60)) {
      kind = TokenKind.COLD; // it costs the time of another attempt
    }
    int threads = pick(1, 1, 2, 4);
    program.add("threads", String.valueOf(threads));
    program.add("patience", String.valueOf(PATIENCE_MILLIS));
    program.add("pool", String.valueOf(pick(1, 2, 8)));
    boolean isShort = chance(4);
    program.add("timeout", String.valueOf(isShort ? 60 : TIMEOUT_MILLIS));
    isRacy = isShort;
    options();
    int steps = 1 + random.nextInt(threads == 1 ? 4 : 12);
    boolean mayStop = chance(15);
    if (mayStop && client.name().equals("apache-async-5.0")) {
      // It loses the connection that a call gets while it is cancelled, and a full pool is for
      // good.
      program.set("pool", "16");
    }
    for (int i = 0; i < steps; i++) {
      program.add("step", step(i, random.nextInt(threads), mayStop).toLine());
    }
    return new FuzzProgramText(seed, program, kind, isRacy, changesMode);
  }

  private void options() {
    if (chance(70)) {
      program.add("follow", "true");
    }
    if (client.can("http2") && chance(30)) {
      program.add("protocol", "http2");
    }
    if (client.can("pipelining") && !program.has("protocol") && chance(30)) {
      program.add("pipelining", "true");
    }
    if (client.can("context") && chance(40)) {
      program.add("shareContext", "true");
    }
    if (client.can("executor")) {
      String executor = pick("own", "own", "own", "one", "cached", "cached", "common", "virtual");
      if (client.name().startsWith("java") && chance(10)) {
        executor = "direct"; // OkHttp wants an ExecutorService
      }
      boolean isTooSmall = executor.equals("one") || executor.equals("common");
      if (isTooSmall && client.name().startsWith("jetty")) {
        // Its selector alone holds one thread; on the two of the common pool it hangs by itself, in
        // 8 of 475 runs of one program.
        executor = "few";
      }
      program.add("executor", executor);
      if (client.can("waits") && !executor.equals("common") && chance(15)) {
        program.add("busy", "true");
      }
    }
    String proxy = pick("none", "none", "http", "tls", "socks");
    if (client.can(proxy)) {
      program.add("proxy", proxy);
      program.add(
          "proxyAt",
          proxy.equals("http")
              ? FuzzWorld.HTTP_PROXY
              : proxy.equals("tls") ? FuzzWorld.TLS_PROXY : FuzzWorld.SOCKS_PROXY);
      if (!proxy.equals("socks") && client.can("bare") && chance(40)) {
        program.add("route", "bare");
      }
    }
  }

  private Message step(int number, int thread, boolean mayStop) {
    Message step = new Message().add("thread", String.valueOf(thread));
    if (chance(2)) {
      return control(step);
    }
    if (mayStop && number > 0 && client.can("close") && chance(8)) {
      isRacy = true;
      return step.add("close", "true");
    }
    if (!urls.isEmpty() && client.can("immutable") && chance(15)) {
      step.add("reuse", "0").add("method", "GET").add("url", urls.get(0));
    } else {
      request(step);
    }
    // Asynchronous calls of java.net.http end on the common pool, so a busy one holds them anyway.
    boolean mustWait = !client.can("callsBack") || program.has("busy");
    if (client.can("waits") && (mustWait || chance(40))) {
      step.add("wait", "true");
    } else if (chance(60)) {
      step.add("together", "true");
    }
    if (mayStop && chance(40)) {
      isRacy = true;
      step.add("after", String.valueOf(random.nextInt(50)));
      step.add(chance(60) ? "cancel" : "interrupt", "true");
    }
    return step;
  }

  private void request(Message step) {
    if (hasForms && chance(50)) {
      tokenRequest(step);
      return;
    }
    boolean hasBody = chance(30);
    String method = method(hasBody);
    String url = url(chance(25) ? 2 : 0);
    step.add("method", method).add("url", url);
    if (client.can("host") && chance(10)) {
      step.add("host", pick(FuzzPlace.ALPHA, FuzzPlace.OTHER).address);
    }
    if (hasBody) {
      step.add("body", "body-" + "x".repeat(random.nextInt(200)));
      step.add("bodyMode", client.can("streams") && chance(30) ? "stream" : "buffered");
    } else if (method.equals("GET") && urls.isEmpty()) {
      urls.add(url);
    }
  }

  private void tokenRequest(Message step) {
    FuzzForm form = FuzzForm.of(random);
    int hops = chance(25) ? 2 : 0;
    step.add("method", pick("POST", "POST", "POST", "POST", "POST", "PUT"));
    step.add("url", urlOf(form, hops));
    form.headers().forEach(header -> step.add("header", header));
    step.add("body", form.body());
    // The body that the agent collects can be sent again by HttpURLConnection too, after a redirect
    // or a 401, at which it gives up otherwise.
    boolean mayStream =
        client.can("streams")
            && (!client.name().equals("url-connection") || hops == 0 && kind != TokenKind.REJECTED);
    step.add("bodyMode", mayStream && chance(30) ? "stream" : "buffered");
  }

  /** Mostly at the token endpoint, else at what looks like it. */
  private String urlOf(FuzzForm form, int hops) {
    FuzzPlace place =
        pick(
            FuzzPlace.LOGIN,
            FuzzPlace.LOGIN,
            FuzzPlace.LOGIN,
            FuzzPlace.LOGIN,
            FuzzPlace.LOGIN,
            FuzzPlace.ALPHA,
            FuzzPlace.OTHER);
    boolean isTls = chance(85);
    String tenant = pick("tenant-SLOTNAME", "tenant-SLOTNAME", "tenant-SLOTNAME", "tenant-w");
    if (chance(10)) {
      tenant = "stranger-SLOTNAME";
    }
    String path = pick("/oauth2/v2.0/token", "/oauth2/v2.0/token", "/oauth2/token");
    if (chance(10)) {
      path = pick("/oauth2/v2.0/authorize", "/oauth2/v2.0/token/", "/oauth2/v2.0/token/more");
    }
    return (isTls ? "https://" : "http://")
        + place.placeholder(isTls)
        + "/"
        + tenant
        + path
        + "?run=RUNLABEL-"
        + requests++
        + "&"
        + form.asQuery()
        + "&do="
        + behaviour(hops, more -> chance(70) ? urlOf(form, more) : url(more));
  }

  private String method(boolean hasBody) {
    if (client.can("soap")) {
      return hasBody ? "POST" : "GET";
    }
    return hasBody
        ? pick("POST", "PUT")
        : pick("GET", "GET", "GET", "GET", "HEAD", "HEAD", "DELETE", "DELETE", "TRACE");
  }

  private Message control(Message step) {
    String operation = pick("reload", "off", "on");
    changesMode |= operation.equals("off");
    return step.add("agent", operation);
  }

  /**
   * @param hops how many redirects there may be
   */
  private String url(int hops) {
    FuzzPlace place =
        pick(
            FuzzPlace.ALPHA,
            FuzzPlace.ALPHA,
            FuzzPlace.BETA,
            FuzzPlace.GAMMA,
            FuzzPlace.GAMMA,
            FuzzPlace.OTHER,
            FuzzPlace.OTHER,
            FuzzPlace.STRANGER);
    if (chance(3)) {
      place = FuzzPlace.DEAD;
    }
    boolean isTls = place == FuzzPlace.GAMMA ? chance(30) : chance(75);
    String path = (chance(75) ? "/SLOTNAME/" : "/w/") + "RUNLABEL-" + requests++;
    return (isTls ? "https://" : "http://")
        + place.placeholder(isTls)
        + path
        + "?do="
        + behaviour(hops, this::url);
  }

  /**
   * @param next makes the URL of a redirect, after which there may be so many
   */
  private String behaviour(int hops, IntFunction<String> next) {
    if (hops > 0) {
      String to = URLEncoder.encode(next.apply(random.nextInt(hops)), StandardCharsets.UTF_8);
      return "redirect&status=" + pick(301, 302, 307, 308) + "&to=" + to;
    }
    int kind = random.nextInt(100);
    if (kind < 60) {
      return "ok";
    }
    return kind < 75
        ? "chunked"
        : kind < 87 ? "slow&ms=" + random.nextInt(30) : kind < 94 ? "close" : dying();
  }

  /** What the client then makes of other calls depends on which of them had that connection. */
  private String dying() {
    if (client.name().equals("apache-async-4")) {
      // It looks whether a connection is stale and writes to it afterwards; what ends between the
      // two leaves its call without an end, about once in ten thousand programs.
      return "close";
    }
    isRacy = true;
    return pick("die", "cut");
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  private <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }
}
