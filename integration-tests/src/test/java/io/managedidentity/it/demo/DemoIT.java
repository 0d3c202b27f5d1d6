package io.managedidentity.it.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProgramRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code java -jar managed-identity-agent.jar demo}, offline. */
class DemoIT {
  /** An answer as the demonstration shows it: client and status. */
  private static final String ANSWER = " {5}(HttpURLConnection|Apache HttpClient) +(401|200) .*";

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void shows_the_jdks_client_refused_and_then_served(Jdk jdk) throws IOException {
    ProgramRun.Outcome outcome = demo(jdk);

    assertEquals(List.of("HttpURLConnection 401", "HttpURLConnection 200"), answers(outcome));
    assertEquals(0, outcome.exitCode(), outcome.stdout() + outcome.stderr());
    assertEquals("", outcome.stderr());
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void shows_apache_httpclient_as_well_where_its_jars_are_named(Jdk jdk) throws IOException {
    Path jars = Path.of(AgentJar.clientJars("apache/apache-4.5.14")).getParent();

    ProgramRun.Outcome outcome = demo(jdk, "--apache", jars.toString());

    assertEquals(
        List.of(
            "HttpURLConnection 401",
            "Apache HttpClient 401",
            "HttpURLConnection 200",
            "Apache HttpClient 200"),
        answers(outcome));
    assertEquals(0, outcome.exitCode(), outcome.stdout() + outcome.stderr());
    assertTrue(outcome.stdout().contains("Refused without the agent, served with it."));
  }

  private static ProgramRun.Outcome demo(Jdk jdk, String... options) throws IOException {
    return ProgramRun.on(jdk)
        .options("-jar", AgentJar.path().toString(), "demo")
        .runCommand(options);
  }

  private static List<String> answers(ProgramRun.Outcome outcome) {
    return outcome
        .stdout()
        .lines()
        .filter(line -> line.matches(ANSWER))
        .map(line -> line.replaceFirst(ANSWER, "$1 $2"))
        .toList();
  }
}
