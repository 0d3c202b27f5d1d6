package io.managedidentity.agent.instrumentation;

/**
 * Java agents that carry HTTP clients of their own, relocated. Their traffic is theirs: it is never
 * covered, and nobody is told how to.
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
  };

  private OtherAgents() {}

  /**
   * @param type internal name
   */
  static boolean own(String type) {
    for (String one : PACKAGES) {
      if (type.startsWith(one)) {
        return true;
      }
    }
    return false;
  }
}
