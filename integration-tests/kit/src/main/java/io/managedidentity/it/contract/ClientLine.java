package io.managedidentity.it.contract;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * What a client's folder says of the client to tests of several clients: a line {@code NAME:
 * PROGRAM, VERSION, from JDK N[: WORD...]} of a file there. So a new client is tested without a
 * change to those tests.
 *
 * @param program class that plays the application
 * @param jars folder and version, as {@link AgentJar#clientPath} takes it
 * @param words what the client can do, in words of the test
 */
public record ClientLine(
    String name, String program, String jars, int lowestJdk, Set<String> words) {
  private static final Pattern LINE =
      Pattern.compile("([A-Za-z0-9.-]+): (\\w+), (\\S+), from JDK (\\d+)(?:: ([A-Za-z0-9 ]+))?");

  /** Of all folders, in their order. */
  public static List<ClientLine> all(String fileName) {
    List<ClientLine> all = new ArrayList<>();
    try (Stream<Path> files =
        Files.find(AgentJar.clients(), 3, (file, attributes) -> file.endsWith(fileName))) {
      for (Path file : files.sorted().toList()) {
        String folder = AgentJar.clients().relativize(file.getParent()).toString();
        for (String line : Files.readAllLines(file)) {
          all.add(parse(line, folder, fileName));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static ClientLine parse(String line, String folder, String fileName) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          folder
              + "/"
              + fileName
              + ": \""
              + line
              + "\" is not \"NAME: PROGRAM, VERSION, from JDK N\" with or without \": WORD...\".");
    }
    String words = matcher.group(5);
    return new ClientLine(
        matcher.group(1),
        matcher.group(2),
        folder + "/" + matcher.group(3),
        Integer.parseInt(matcher.group(4)),
        words == null ? Set.of() : new TreeSet<>(List.of(words.split(" "))));
  }

  /**
   * The rows of one test, of the files {@code tests.txt}: a line and a JDK, from the oldest that
   * the line names and from the newest.
   *
   * @param known words that the test knows
   */
  public static List<Arguments> rows(Class<?> test, String... known) {
    List<Arguments> rows = new ArrayList<>();
    for (ClientLine line : all("tests.txt")) {
      if (line.name().equals(test.getSimpleName())) {
        line.checkWords(Set.of(known));
        for (Jdk jdk : Jdk.outermost(line.lowestJdk())) {
          rows.add(Arguments.of(line, jdk));
        }
      }
    }
    return rows;
  }

  public void checkWords(Set<String> known) {
    if (!known.containsAll(words)) {
      throw new IllegalArgumentException(
          jars + ", " + name + ": of " + words + " only " + known + " are known.");
    }
  }

  public boolean can(String word) {
    return words.contains(word);
  }

  @Override
  public String toString() {
    return program + " " + jars;
  }
}
