package io.managedidentity.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.managedidentity.agent.identity.SecretMask;
import io.managedidentity.agent.token.GivenUp;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who may depend on whom: one rule for each arrow of docs/architecture.md that must not be there. A
 * dependency is what class file or imports name: see {@link Needed}.
 */
@AnalyzeClasses(
    packages = "io.managedidentity",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String PROJECT = "io.managedidentity.";
  private static final String ROOT = PROJECT + "agent.";
  private static final Predicate<String> BYTE_BUDDY = under("net.bytebuddy.");

  @ArchTest
  static final ArchRule PREMAIN_USES_THE_JDK_ONLY =
      noClasses()
          .that(are("io.managedidentity.premain.", "io.managedidentity.bridge."))
          .should(
              Needed.need(
                  under(
                      ROOT,
                      "java.util.logging.",
                      "javax.management.",
                      "java.nio.file.",
                      "com.",
                      "org.tinylog.",
                      "net.")));

  @ArchTest
  static final ArchRule THE_CORE_KNOWS_NO_CLIENT_AND_NO_COMMAND =
      noClasses()
          .that(
              are(
                  rooms(
                      "config",
                      "catalogue",
                      "discovery",
                      "routing",
                      "secrets",
                      "target",
                      "token",
                      "identity",
                      "json",
                      "clock",
                      "log")))
          .should(
              Needed.need(
                  under(rooms("instrumentation", "injection", "cli", "demo")).or(BYTE_BUDDY)));

  /** So that a record or a report can tell secrets as the hooks do. */
  @ArchTest
  static final ArchRule SECRETS_ARE_TOLD_BY_FORM_ALONE =
      noClasses()
          .that(are(rooms("secrets")))
          .should(Needed.need(under(PROJECT).and(under(rooms("secrets")).negate())));

  @ArchTest
  static final ArchRule ATTACH_USES_THE_JDK_ONLY =
      noClasses()
          .that(are(rooms("attach")))
          .should(Needed.need(under(PROJECT).and(under(rooms("attach")).negate())));

  /** Who makes the platform MBean server fixes its class and the log manager. */
  @ArchTest
  static final ArchRule NOBODY_ASKS_FOR_THE_PLATFORM_MBEAN_SERVER =
      noClasses()
          .should(
              Needed.need(under("java.lang.management.ManagementFactory", "java.util.logging.")));

  @ArchTest
  static final ArchRule JMX_IS_FOR_MANAGEMENT_AND_COMMANDS =
      only(rooms("management", "attach", "cli"), under("javax.management."));

  /** No other JVM than one that records loads a class of it. */
  @ArchTest
  static final ArchRule THE_FLIGHT_RECORDER_IS_FOR_ITS_RECORDS =
      only(rooms("jfr"), under("jdk.jfr."));

  @ArchTest
  static final ArchRule TOKEN_DOES_NOT_KNOW_IDENTITY =
      noClasses().that(are(rooms("token"))).should(Needed.need(under(rooms("identity"))));

  @ArchTest
  static final ArchRule INSTRUMENTATION_KNOWS_ONLY_INJECTION =
      noClasses()
          .that(are(rooms("instrumentation")))
          .should(
              Needed.need(
                  under(rooms("token", "routing", "identity", "config", "cli", "demo"))
                      .and(name -> !name.equals(GivenUp.class.getName()))));

  @ArchTest
  static final ArchRule COMMANDS_RUN_THE_CORE_AND_NO_INSTRUMENTATION =
      noClasses().that(are(rooms("cli"))).should(Needed.need(under(rooms("instrumentation"))));

  /** So that whoever names a service, a command or a report, can use it. */
  @ArchTest
  static final ArchRule THE_CATALOGUE_KNOWS_ONLY_JSON =
      noClasses()
          .that(are(rooms("catalogue")))
          .should(Needed.need(under(PROJECT).and(under(rooms("catalogue", "json")).negate())));

  /** Hooks and injection tell it what they see; it asks nobody. */
  @ArchTest
  static final ArchRule DISCOVERY_KNOWS_NO_CONFIGURATION_AND_NO_TOKEN =
      noClasses()
          .that(are(rooms("discovery")))
          .should(
              Needed.need(
                  under(rooms("config", "routing", "token", "identity", "management", "reload"))));

  /** So that a JVM that ends can make a report without what only commands need. */
  @ArchTest
  static final ArchRule A_REPORT_KNOWS_THE_CATALOGUE_HOSTS_AND_JSON =
      noClasses()
          .that(are(rooms("report")))
          .should(
              Needed.need(
                  under(PROJECT)
                      .and(under(rooms("report", "catalogue", "target", "json")).negate())));

  @ArchTest
  static final ArchRule JACKSON_AND_PICOCLI_ARE_FOR_COMMANDS =
      only(rooms("cli", "demo"), under("com.fasterxml.jackson.", "picocli."));

  @ArchTest
  static final ArchRule TINYLOG_IS_FOR_THE_LOG = only(rooms("log"), under("org.tinylog."));

  @ArchTest
  static final ArchRule BYTE_BUDDY_IS_FOR_THE_WEAVER =
      noClasses()
          .that(
              DescribedPredicate.not(resideInAPackage("io.managedidentity.agent.instrumentation")))
          .should(Needed.need(BYTE_BUDDY));

  @ArchTest
  static final ArchRule OWN_CALLS_NEVER_USE_A_CLIENT_THAT_IS_WOVEN =
      noClasses()
          .that(are(rooms("identity", "token", "config", "routing", "injection")))
          .should(
              Needed.need(
                  name ->
                      name.matches(
                          "java\\.net\\.(HttpURLConnection|URLConnection|ProxySelector|Authenticator|CookieHandler)|javax\\.net\\.ssl\\.HttpsURLConnection")));

  /** What several have in common is in a room that knows none of them. */
  @ArchTest
  static void clientsDoNotKnowEachOther(JavaClasses classes) {
    String clients = ROOT + "instrumentation.";
    String shared = clients + "wire";
    PackageGraph graph = PackageGraph.of(classes, clients);

    List<String> arrows = graph.arrows((from, to) -> !to.equals(shared));

    assertEquals(List.of(), arrows);
  }

  @ArchTest
  static void packagesHaveNoCycles(JavaClasses classes) {
    String[] roots = {PROJECT + "agent", PROJECT + "premain", PROJECT + "bridge"};
    PackageGraph graph = PackageGraph.of(classes, ROOT, roots);

    assertTrue(graph.packages().containsAll(List.of(roots)));
    assertTrue(graph.packages().contains(ROOT + "cli"));
    assertEquals(List.of(), graph.cycle());
  }

  /** The compiler copies a constant, and the class file does not say where it came from. */
  @ArchTest
  static void seesConstantThatWasInlined(JavaClasses unused) {
    JavaClass reader = new ClassFileImporter().importClass(InlinedConstant.class);

    assertFalse(
        reader.getDirectDependenciesFromSelf().stream()
            .anyMatch(to -> to.getTargetClass().isEquivalentTo(SecretMask.class)));
    assertTrue(Needed.by(reader).contains(SecretMask.class.getName()));
  }

  private static final class InlinedConstant {
    @Override
    public String toString() {
      return SecretMask.MASK;
    }
  }

  private static ArchRule only(String[] rooms, Predicate<String> needed) {
    return noClasses().that(DescribedPredicate.not(are(rooms))).should(Needed.need(needed));
  }

  private static DescribedPredicate<JavaClass> are(String... beginnings) {
    return DescribedPredicate.describe(
        "are in " + String.join(", ", beginnings), type -> under(beginnings).test(type.getName()));
  }

  private static Predicate<String> under(String... beginnings) {
    return name -> Arrays.stream(beginnings).anyMatch(name::startsWith);
  }

  private static String[] rooms(String... names) {
    return Arrays.stream(names).map(name -> ROOT + name + ".").toArray(String[]::new);
  }
}
