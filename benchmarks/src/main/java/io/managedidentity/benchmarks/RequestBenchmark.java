package io.managedidentity.benchmarks;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.routing.RouteTable;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.DaemonThreads;
import io.managedidentity.agent.token.GivenUp;
import io.managedidentity.agent.token.TokenCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request costs inside the agent: the decision for a host that is not mapped and for one
 * that is, and the whole edit.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestBenchmark {
  @Param({"10", "10000"})
  public int mappings;

  private ClientInjector injector;
  private String exact;

  @Setup
  public void setUp() throws IOException {
    StringBuilder json = new StringBuilder("{ \"mappings\": [");
    for (int i = 0; i < mappings; i++) {
      String host = i % 2 == 0 ? "host" + i + ".contoso.com" : "*.sub" + i + ".contoso.com";
      json.append(i == 0 ? "" : ",")
          .append("{ \"host\": \"")
          .append(host)
          .append("\", \"resource\": \"api://orders\" }");
    }
    Path file = Files.createTempFile("mapping", ".json");
    Files.writeString(file, json.append("] }"));
    AgentConfig config = ConfigLoader.ofProcess().loadFile(file.toString()).config();
    Files.delete(file);
    AgentLog log = new AgentLog(LogLevel.OFF, (level, message) -> {});
    TokenInjector all = new TokenInjector(log);
    TokenCache cache =
        new TokenCache(
            (request, options) ->
                new AccessToken("token", "benchmark", System.nanoTime(), 86_400, 43_200L, 1),
            AgentClock.SYSTEM,
            new DaemonThreads(),
            log);
    all.use(config, RouteTable.compile(config, List.of()), cache, Set.of());
    injector = all.forClient("http-url-connection");
    exact = "host" + (mappings / 2 / 2 * 2) + ".contoso.com";
  }

  @Benchmark
  public RouteInjection decideNotMapped() {
    return injector.match("https", "www.example.org", -1, "GET", "/orders?x=1");
  }

  @Benchmark
  public RouteInjection decideMapped() {
    return injector.match("https", exact, -1, "GET", "/orders?x=1");
  }

  @Benchmark
  public RouteInjection decideMappedByWildcard() {
    return injector.match("https", "a.sub5.contoso.com", -1, "GET", "/orders?x=1");
  }

  @Benchmark
  public WireEdit decideAndEdit() throws RequestRefusedException {
    HeaderList headers = new HeaderList();
    headers.add("Accept", "*/*");
    headers.add("User-Agent", "benchmark");
    return injector
        .match("https", exact, -1, "GET", "/orders?x=1")
        .edit(headers, "/orders?x=1", null, GivenUp.NEVER);
  }
}
