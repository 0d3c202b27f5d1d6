package io.managedidentity.agent;

import io.managedidentity.agent.attach.LocalJvms;
import io.managedidentity.agent.attach.RunningJvms;
import io.managedidentity.agent.build.AgentVersion;
import io.managedidentity.agent.cli.AttachCommand;
import io.managedidentity.agent.cli.CheckCommand;
import io.managedidentity.agent.cli.ExplainCommand;
import io.managedidentity.agent.cli.FileMappings;
import io.managedidentity.agent.cli.Main;
import io.managedidentity.agent.cli.OffCommand;
import io.managedidentity.agent.cli.OnCommand;
import io.managedidentity.agent.cli.ReloadCommand;
import io.managedidentity.agent.cli.ReportCommand;
import io.managedidentity.agent.cli.ServicesCommand;
import io.managedidentity.agent.cli.SourcesCommand;
import io.managedidentity.agent.cli.StatusCommand;
import io.managedidentity.agent.cli.TokenCommand;
import io.managedidentity.agent.cli.VersionCommand;
import io.managedidentity.agent.cli.live.LiveCheck;
import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.demo.DemoCommand;
import io.managedidentity.agent.identity.IdentitySource;
import io.managedidentity.agent.identity.IdentityTokenFetcher;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.log.LogSinks;
import io.managedidentity.agent.runtime.EndpointVariables;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/** What {@code java -jar managed-identity-agent.jar} runs. */
public final class Program {
  private Program() {}

  public static void main(String[] arguments) {
    Charset terminal = Charset.defaultCharset();
    PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, terminal), true);
    PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, terminal), true);
    int exitCode = Main.run(arguments, out, err, commands());
    out.flush();
    err.flush();
    System.exit(exitCode);
  }

  /** All commands, as they run on this host. */
  public static List<?> commands() {
    AgentLog log = new AgentLog(LogLevel.WARN, LogSinks.of(null, false));
    IdentityTokenFetcher fetcher = IdentityTokenFetcher.ofThisHost(AgentClock.SYSTEM, log);
    ConfigLoader loader = ConfigLoader.ofProcess();
    RunningJvms jvms = new LocalJvms();
    AgentVersion version = AgentVersion.ofThisJar();
    LiveCheck live =
        new LiveCheck(
            fetcher,
            (id, request) -> {
              IdentitySource source = fetcher.sources().named(id);
              return source == null
                  ? id
                  : source.label() + " (" + source.detect(request).reason() + ")";
            },
            AgentClock.SYSTEM);
    return Arrays.asList(
        new CheckCommand(loader, live, EndpointVariables.ofThisProcess()),
        new ExplainCommand(loader, EndpointVariables.ofThisProcess(), jvms),
        new TokenCommand(fetcher, new FileMappings(loader)),
        new SourcesCommand(fetcher.sources()),
        new ServicesCommand(),
        new ReportCommand(),
        new AttachCommand(jvms, loader),
        new StatusCommand(jvms),
        new ReloadCommand(jvms),
        new OffCommand(jvms),
        new OnCommand(jvms),
        new DemoCommand(),
        new VersionCommand(version.version(), version.commit(), version.buildTime()));
  }
}
