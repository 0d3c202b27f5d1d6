package io.managedidentity.agent.discovery;

import io.managedidentity.agent.catalogue.Catalogue;
import java.io.File;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was found out to the file of this process (docs/records.md). Not thread-safe: one
 * call at a time.
 */
public final class Recorder {
  private static final long ALIVE_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final Discovery discovery;
  private final RecordFile file;
  private final String run = run();
  private final long pid = ProcessFacts.pid();
  private final String host = ProcessFacts.host();
  private final String agent;
  private @Nullable ServiceHosts services;
  private long lastMillis = System.currentTimeMillis();
  private int quiet;

  /**
   * @param folder is made if it is not there
   * @param agent version of the agent
   */
  public Recorder(Discovery discovery, File folder, String agent) {
    this.discovery = discovery;
    this.agent = agent;
    this.file = new RecordFile(folder, ProcessFacts.fileName(host, pid), run);
  }

  private static String run() {
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    return Fingerprints.hex(bytes, bytes.length);
  }

  /**
   * Writes what is new since the last time.
   *
   * @param mode and {@code config}: of the configuration that is in use
   * @param versions of libraries by client, as far as there is one
   * @param more lines of what discovery does not know, such as the counts of mappings
   * @param isEnd whether it is the last time
   */
  public void write(
      String mode,
      String config,
      Map<String, String> versions,
      List<RecordLine> more,
      boolean isEnd)
      throws IOException {
    long now = System.currentTimeMillis();
    List<RecordLine> lines = new ArrayList<>();
    lines.add(start(mode, config));
    for (Destination destination : discovery.destinations().all()) {
      if (destination.requests() > 0) { // else nothing was sent
        String version = versions.get(destination.client());
        lines.add(RecordLines.destination(destination, version, service(destination.host())));
      }
    }
    for (SigningKey key : discovery.signingKeys().snapshot(isEnd)) {
      if (key.signatures() > 0) {
        lines.add(RecordLines.key(key));
      }
    }
    for (Connection connection : discovery.connections().snapshot(isEnd)) {
      lines.add(RecordLines.connection(connection, service(connection.host())));
    }
    lines.addAll(more);
    addLimit(lines, "destinations", discovery.destinations().dropped());
    addLimit(lines, "connections", discovery.connections().dropped());
    addLimit(lines, "keys", discovery.signingKeys().dropped());
    addLimit(lines, "off", discovery.pauses());
    if (isEnd) {
      lines.add(new RecordLine("end", run, new RecordText()));
    } else if (now - lastMillis >= ALIVE_MILLIS) {
      lines.add(new RecordLine("alive", String.valueOf(++quiet), new RecordText().add("n", quiet)));
    }
    if (file.write(lines, now)) {
      lastMillis = now;
    }
  }

  /** Says that so many were not recorded, if there are any. */
  public static void addLimit(List<RecordLine> lines, String what, long dropped) {
    if (dropped > 0) {
      lines.add(RecordLines.limit(what, dropped));
    }
  }

  private RecordLine start(String mode, String config) {
    RecordText text =
        new RecordText()
            .add("agent", agent)
            .add("java", System.getProperty("java.version", ""))
            .add("application", ProcessFacts.application())
            .add("name", ProcessFacts.name())
            .add("host", host)
            .add("pid", pid)
            .add("mode", mode)
            .add("salt", discovery.fingerprints().saltId())
            .add("config", ProcessFacts.fileName(config));
    return new RecordLine("start", run, text);
  }

  private @Nullable String service(String name) {
    ServiceHosts known = services;
    if (known == null) {
      known = new ServiceHosts(Catalogue.ofThisJar());
      services = known;
    }
    return known.of(name);
  }

  /** The file that is written, once there is one. */
  public @Nullable File file() {
    return file.file();
  }
}
