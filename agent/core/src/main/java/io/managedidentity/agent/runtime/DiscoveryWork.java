package io.managedidentity.agent.runtime;

import io.managedidentity.agent.build.AgentVersion;
import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.discovery.RecordLine;
import io.managedidentity.agent.discovery.Recorder;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.instrumentation.ClientWeaver;
import io.managedidentity.agent.instrumentation.FoundClient;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of this process every 30 s and at its end, on the agent's threads. A write
 * that hangs holds up nothing: no other one is begun meanwhile, and the end of the process waits 3
 * s for it at most; in mode discover 7 s more for a report that is being written.
 */
final class DiscoveryWork implements Runnable {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long END_MILLIS = 3000;

  /** A report takes about one second on a slow machine. */
  private static final long REPORT_MILLIS = 7000;

  /** What happens in the last moment before the JVM is gone is lost. */
  private static final long DRAIN_MILLIS = 200;

  private static final String FILE = "file:";
  private static final List<String> LANE = Collections.singletonList("records");

  private final Discovery discovery;
  private final Recorder recorder;
  private final File folder;
  private final TokenInjector injector;
  private final AgentLog log;
  private @Nullable LiveConfiguration live;
  private @Nullable ClientWeaver weaver;
  private boolean isFailing;

  /** Guarded by this object: the end and an interval may meet. */
  private boolean isEnded;

  DiscoveryWork(AgentConfig config, TokenInjector injector, AgentLog log) {
    this.discovery = new Discovery(salt(config.discoverSalt(), log));
    this.folder = new File(config.discoverReportOrDefault()).getAbsoluteFile();
    this.recorder = new Recorder(discovery, folder, AgentVersion.ofThisJar().version());
    this.injector = injector;
    this.log = log;
  }

  /** A text, or the first line of a file. */
  private static @Nullable String salt(@Nullable String given, AgentLog log) {
    if (given == null || !given.startsWith(FILE)) {
      return given;
    }
    String path = ConfigLoader.absolute(given.substring(FILE.length()));
    try {
      String content = new String(Files.readAllBytes(Paths.get(path)), StandardCharsets.UTF_8);
      int end = content.indexOf('\n');
      String salt = (end < 0 ? content : content.substring(0, end)).trim();
      if (salt.isEmpty()) {
        log.error(
            "discover.salt: the first line of the file "
                + path
                + " is empty, so the fingerprints of this run cannot be compared with others. Write"
                + " the salt there and start again.");
        return null;
      }
      return salt;
    } catch (IOException | InvalidPathException e) {
      log.error(
          "discover.salt: the file "
              + path
              + " cannot be read ("
              + e
              + "), so the fingerprints of this run cannot be compared with others. Make it"
              + " readable and start again.");
      return null;
    }
  }

  Discovery discovery() {
    return discovery;
  }

  /** Returns whether it is the first time. */
  boolean begin(LiveConfiguration configuration, ClientWeaver clients) {
    if (live != null) {
      return false;
    }
    live = configuration;
    weaver = clients;
    configuration.threads().later(this, FIRST_NANOS);
    Runtime.getRuntime().addShutdownHook(new End());
    return true;
  }

  /** On the scheduling thread, which writes no file. */
  @Override
  public void run() {
    LiveConfiguration configuration = live;
    if (configuration != null) {
      configuration
          .threads()
          .fetch(
              LANE,
              new Runnable() {
                @Override
                public void run() {
                  writeAndGoOn(configuration);
                }
              });
    }
  }

  private void writeAndGoOn(LiveConfiguration configuration) {
    write(false);
    configuration.threads().later(this, INTERVAL_NANOS);
  }

  private synchronized void write(boolean isEnd) {
    LiveConfiguration configuration = live;
    if (configuration == null || (isEnded && !isEnd)) {
      return;
    }
    isEnded = isEnd;
    AgentConfig config = configuration.config();
    try {
      List<RecordLine> more = DiscoveryMappings.of(config, injector, discovery.methodsByMapping());
      ClientWeaver clients = weaver;
      if (clients != null) {
        Recorder.addLimit(more, "clients", uncovered(clients));
        Recorder.addLimit(more, "faults", discovery.faults() + clients.suppressedErrors());
      }
      recorder.write(config.mode().label(), config.file(), versions(), more, isEnd);
      if (isFailing) {
        log.info("records are written again: " + recorder.file() + ".");
      }
      isFailing = false;
    } catch (IOException e) {
      log.log(
          isFailing ? LogLevel.DEBUG : LogLevel.ERROR,
          "the records of this process cannot be written to "
              + folder
              + ": "
              + e.getMessage()
              + ". They are kept in memory, and it is tried again every 30 s. Make the directory"
              + " writable, or name another with discover.report.");
      isFailing = true;
    } catch (RuntimeException e) {
      log.once(
          "records",
          LogLevel.ERROR,
          "the records of this process cannot be written: " + e + ". Please report this.");
    }
  }

  private boolean isReported() {
    LiveConfiguration configuration = live;
    return configuration != null && configuration.config().mode() == Mode.DISCOVER;
  }

  private void report() {
    File file = recorder.file();
    if (file != null && isReported()) {
      DiscoveryReport.write(file, log);
    }
  }

  private static long uncovered(ClientWeaver clients) {
    long count = 0;
    for (FoundClient client : clients.clients()) {
      count += client.isCovered() ? 0 : 1;
    }
    return count;
  }

  /** Of clients that have one version in this process. */
  private Map<String, String> versions() {
    Map<String, String> versions = new HashMap<>();
    ClientWeaver clients = weaver;
    if (clients != null) {
      for (FoundClient client : clients.clients()) {
        String version = client.version();
        String other = versions.get(client.name());
        if (version != null) {
          versions.put(client.name(), other == null || other.equals(version) ? version : "");
        }
      }
    }
    versions.values().removeAll(Collections.singleton(""));
    return versions;
  }

  /**
   * The last lines, and those of what the application still does while it ends. Its work is on
   * another thread, so that a folder that hangs holds up nothing.
   */
  private final class End extends Thread {
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch reported = new CountDownLatch(1);

    End() {
      super("managed-identity-agent-records-end");
      setContextClassLoader(null);
    }

    @Override
    public void run() {
      Thread last =
          new Thread("managed-identity-agent-records-last") {
            @Override
            public void run() {
              writeToTheLast();
            }
          };
      last.setDaemon(true);
      last.start();
      try {
        if (written.await(END_MILLIS, TimeUnit.MILLISECONDS) && isReported()) {
          reported.await(REPORT_MILLIS, TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void writeToTheLast() {
      try {
        write(true);
        written.countDown();
        report();
        reported.countDown();
        while (true) { // until the JVM is gone: an application that drains its requests takes time
          Thread.sleep(DRAIN_MILLIS);
          write(true);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        written.countDown();
        reported.countDown();
      }
    }
  }
}
