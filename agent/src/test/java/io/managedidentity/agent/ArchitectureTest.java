package io.managedidentity.agent;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.managedidentity.agent.token.GivenUp;

/**
 * Who may depend on whom: one rule for each arrow of docs/architecture.md that must not be there.
 */
@AnalyzeClasses(
    packages = "io.managedidentity",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.managedidentity.agent.";

  @ArchTest
  static final ArchRule PREMAIN_USES_THE_JDK_ONLY =
      noClasses()
          .that()
          .resideInAnyPackage("io.managedidentity.premain..", "io.managedidentity.bridge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.managedidentity.agent..",
              "java.util.logging..",
              "javax.management..",
              "java.nio.file..",
              "com..",
              "org.tinylog..",
              "net..");

  @ArchTest
  static final ArchRule THE_CORE_KNOWS_NO_CLIENT_AND_NO_COMMAND =
      noClasses()
          .that()
          .resideInAnyPackage(
              packages("config", "routing", "target", "token", "identity", "json", "clock", "log"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "instrumentation..",
              ROOT + "injection..",
              ROOT + "cli..",
              ROOT + "demo..",
              "net.bytebuddy..");

  @ArchTest
  static final ArchRule ATTACH_USES_THE_JDK_ONLY =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "attach..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.managedidentity..")
                  .and(not(resideInAPackage(ROOT + "attach.."))));

  /** Who makes the platform MBean server fixes its class and the log manager. */
  @ArchTest
  static final ArchRule NOBODY_ASKS_FOR_THE_PLATFORM_MBEAN_SERVER =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.lang\\.management\\.ManagementFactory|java\\.util\\.logging\\..*");

  @ArchTest
  static final ArchRule JMX_IS_FOR_MANAGEMENT_AND_COMMANDS =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "management..", ROOT + "attach..", ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("javax.management..");

  @ArchTest
  static final ArchRule TOKEN_DOES_NOT_KNOW_IDENTITY =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "token..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "identity..");

  @ArchTest
  static final ArchRule INSTRUMENTATION_KNOWS_ONLY_INJECTION =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "instrumentation..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(packages("token", "routing", "identity", "config", "cli", "demo"))
                  .and(not(type(GivenUp.class))));

  /** What several have in common is in a room that knows none of them. */
  @ArchTest
  static final ArchRule CLIENTS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching(ROOT + "instrumentation.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(alwaysTrue(), resideInAPackage(ROOT + "instrumentation.wire"));

  @ArchTest
  static final ArchRule COMMANDS_RUN_THE_CORE_AND_NO_INSTRUMENTATION =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "instrumentation..");

  @ArchTest
  static final ArchRule JACKSON_AND_PICOCLI_ARE_FOR_COMMANDS =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "cli..", ROOT + "demo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson..", "picocli..");

  @ArchTest
  static final ArchRule TINYLOG_IS_FOR_THE_LOG =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "log..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.tinylog..");

  @ArchTest
  static final ArchRule BYTE_BUDDY_IS_FOR_THE_WEAVER =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "instrumentation")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.bytebuddy..");

  @ArchTest
  static final ArchRule OWN_CALLS_NEVER_USE_A_CLIENT_THAT_IS_WOVEN =
      noClasses()
          .that()
          .resideInAnyPackage(packages("identity", "token", "config", "routing", "injection"))
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.net\\.(HttpURLConnection|URLConnection|ProxySelector|Authenticator|CookieHandler)|javax\\.net\\.ssl\\.HttpsURLConnection");

  @ArchTest
  static void packagesHaveNoCycles(JavaClasses classes) {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(classes);
  }

  private static String[] packages(String... names) {
    String[] all = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      all[i] = ROOT + names[i] + "..";
    }
    return all;
  }
}
