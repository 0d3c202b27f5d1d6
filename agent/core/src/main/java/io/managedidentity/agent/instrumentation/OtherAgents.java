package io.managedidentity.agent.instrumentation;

import org.jspecify.annotations.Nullable;

/**
 * Java agents that carry HTTP clients of their own, relocated below a package of theirs or, as
 * OpenTelemetry's, under the clients' own names in a class loader of theirs. Their traffic is their
 * own: it is never covered, and no line says how to cover it.
 */
final class OtherAgents {
  private static final String[] PACKAGES = {
    "datadog/",
    "ddtrot/",
    "com/datadog/",
    "com/newrelic/",
    "com/nr/",
    "co/elastic/apm/",
    "elastic/apm/",
    "io/opentelemetry/javaagent/",
    "com/dynatrace/",
    "com/ruxit/",
    "com/appdynamics/",
    "com/singularity/",
    "com/instana/",
    "com/contrastsecurity/",
    "com/signalfx/",
    "com/splunk/opentelemetry/",
    "org/apache/skywalking/apm/",
    "com/microsoft/applicationinsights/agent/",
    "io/sentry/opentelemetry/agent/",
    "com/lightstep/javaagent/",
    "net/bytebuddy/agent/",
    "com/navercorp/pinpoint/",
    "com/wily/", // Introscope
    "org/glowroot/agent/",
  };

  /** Where Apache Karaf's own Maven client (Pax URL) has its copies. */
  private static final String KARAF = "shaded/org/";

  private static final String PAX_URL = "org/ops4j/pax/url/mvn/Handler.class";

  private OtherAgents() {}

  /**
   * @param type internal name of a client's class
   * @param loader that loads it
   */
  static boolean own(String type, @Nullable ClassLoader loader) {
    if (isBelowOne(type)) {
      return true;
    }
    if (loader == null) {
      return false;
    }
    return isBelowOne(loader.getClass().getName().replace('.', '/'))
        || (type.startsWith(KARAF) && loader.getResource(PAX_URL) != null);
  }

  private static boolean isBelowOne(String name) {
    for (String one : PACKAGES) {
      if (name.startsWith(one)) {
        return true;
      }
    }
    return false;
  }
}
