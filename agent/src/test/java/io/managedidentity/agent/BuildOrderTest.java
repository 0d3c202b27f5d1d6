package io.managedidentity.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two modules are built at a time, so one that takes in what others have made, as files, has to
 * name them: a module that is not named would be missing there once in a while.
 */
class BuildOrderTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");

  @ParameterizedTest
  @CsvSource({
    "agent/clients/all, agent/clients",
    "integration-tests/all, integration-tests/clients",
    "integration-tests/all, integration-tests/frameworks"
  })
  void namesEveryModuleBeforeWhatTakesItIn(String all, String folder) throws IOException {
    List<String> named = matches(ARTIFACT, Files.readString(ROOT.resolve(all + "/pom.xml")));
    List<String> modules = new ArrayList<>();
    for (String module : matches(MODULE, Files.readString(ROOT.resolve(folder + "/pom.xml")))) {
      if (!module.equals("all")) {
        modules.add(artifactOf(ROOT.resolve(folder).resolve(module)));
      }
    }

    List<String> missing = modules.stream().filter(module -> !named.contains(module)).toList();

    assertTrue(modules.size() > 5, modules::toString);
    assertEquals(List.of(), missing, "name them in " + all + "/pom.xml");
  }

  private static String artifactOf(Path module) throws IOException {
    String pom = Files.readString(module.resolve("pom.xml"));
    return matches(ARTIFACT, pom.substring(pom.indexOf("</parent>"))).get(0);
  }

  private static List<String> matches(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return Stream.generate(() -> matcher.find() ? matcher.group(1) : "")
        .takeWhile(match -> !match.isEmpty())
        .toList();
  }
}
