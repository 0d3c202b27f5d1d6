package io.managedidentity.agent.build;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What the build wrote into the jar about itself. */
public final class AgentVersion {
  private final Properties properties;

  private AgentVersion(Properties properties) {
    this.properties = properties;
  }

  public static AgentVersion ofThisJar() {
    Properties properties = new Properties();
    try (InputStream in =
        AgentVersion.class.getResourceAsStream("/io/managedidentity/agent/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      properties.clear(); // a damaged jar; every member says "unknown"
    }
    return new AgentVersion(properties);
  }

  /** For example {@code 0.1.0}. */
  public String version() {
    return properties.getProperty("version", "unknown");
  }

  /** Commit that it was built from, or {@code unknown}. */
  public String commit() {
    return properties.getProperty("commit", "unknown");
  }

  /** ISO 8601, UTC; fixed for a release, so builds are reproducible byte for byte. */
  public String buildTime() {
    return properties.getProperty("build.time", "unknown");
  }
}
