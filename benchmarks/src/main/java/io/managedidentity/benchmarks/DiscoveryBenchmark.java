package io.managedidentity.benchmarks;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.DaemonThreads;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.TokenCache;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a request costs in mode discover that is like one before it: at most 1 µs and 100 B. */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DiscoveryBenchmark {
  /** What the requests authenticate with. */
  @Param({"none", "api-key", "shared-key"})
  public String secret;

  private ClientInjector injector;
  private HeaderList headers;

  @Setup
  public void setUp() {
    AgentConfig config = AgentConfig.builder().mode(Mode.DISCOVER).build();
    AgentLog log = new AgentLog(LogLevel.OFF, (level, message) -> {});
    TokenInjector all = new TokenInjector(log);
    TokenCache cache =
        new TokenCache(
            (request, options) ->
                new AccessToken("token", "benchmark", System.nanoTime(), 86_400, 43_200L, 1),
            AgentClock.SYSTEM,
            new DaemonThreads(),
            log);
    all.discover(new Discovery("salt"));
    all.use(config, RouteTable.compile(config, List.of()), cache, Set.of());
    injector = all.forClient("http-url-connection");
    headers = new HeaderList();
    headers.add("Accept", "*/*");
    headers.add("User-Agent", "benchmark");
    headers.add("x-ms-date", "Mon, 30 Nov 2026 10:00:00 GMT");
    if (secret.equals("api-key")) {
      headers.add("api-key", "0123456789abcdef0123456789abcdef");
    } else if (secret.equals("shared-key")) {
      headers.add(
          "Authorization", "SharedKey account:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    }
  }

  /** The decision and the look; the hook's copy of the headers is not in it. */
  @Benchmark
  public WireEdit look() throws RequestRefusedException {
    return injector
        .match("https", "orders.blob.core.windows.net", -1, "GET", "/orders/1?x=1")
        .edit(headers, "/orders/1?x=1", null, GivenUp.NEVER);
  }

  /** With a copy of the headers, as most hooks make it. */
  @Benchmark
  public WireEdit copyAndLook() throws RequestRefusedException {
    HeaderList copy = new HeaderList();
    for (int i = 0; i < headers.size(); i++) {
      copy.add(headers.name(i), headers.value(i));
    }
    return injector
        .match("https", "orders.blob.core.windows.net", -1, "GET", "/orders/1?x=1")
        .edit(copy, "/orders/1?x=1", null, GivenUp.NEVER);
  }
}
