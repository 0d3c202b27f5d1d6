package io.managedidentity.agent.cli.lint;

import io.managedidentity.agent.target.HostPattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Suffixes below which anyone can register a name, so that a wildcard there covers strangers'
 * hosts: {@code open-suffixes.txt}, which says where they are from. Immutable.
 */
final class OpenSuffixes {
  /** Last labels that nobody can register below in public. */
  private static final Set<String> PRIVATE_DOMAINS =
      new HashSet<>(
          Arrays.asList(
              "internal", "local", "lan", "corp", "home", "intranet", "test", "localhost"));

  /** Before a rule below which names are given at every depth. */
  private static final String DEEP = "**.";

  private final Set<String> rules = new HashSet<>();
  private final List<String> deep = new ArrayList<>();

  private OpenSuffixes() {}

  /**
   * Those of this jar.
   *
   * @throws IllegalStateException if the jar is damaged
   */
  static OpenSuffixes ofThisJar() {
    OpenSuffixes suffixes = new OpenSuffixes();
    try (InputStream in = OpenSuffixes.class.getResourceAsStream("open-suffixes.txt")) {
      if (in == null) {
        throw new IllegalStateException("the jar has no list of suffixes");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        suffixes.add(line);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the list of suffixes cannot be read", e);
    }
    return suffixes;
  }

  /** A rule, or {@code TLD: LABEL…}. */
  private void add(String line) {
    int colon = line.indexOf(": ");
    if (line.isEmpty() || line.startsWith("//") || line.startsWith("[")) {
      return;
    }
    if (colon > 0) {
      for (String label : line.substring(colon + 2).split(" ", -1)) {
        rules.add(label + "." + line.substring(0, colon));
      }
    } else if (line.startsWith(DEEP)) {
      deep.add(line.substring(DEEP.length()));
    } else {
      rules.add(line);
    }
  }

  /** All rules, with those for every depth without their asterisks. */
  Set<String> all() {
    Set<String> all = new HashSet<>(rules);
    all.addAll(deep);
    return all;
  }

  /** The open suffix that a pattern covers names of; null if it covers none. */
  @Nullable String of(HostPattern host) {
    String suffix = host.suffix();
    if (!host.hasWildcard()
        || PRIVATE_DOMAINS.contains(suffix.substring(suffix.lastIndexOf('.') + 1))) {
      return null;
    }
    String wildcards = host.name().substring(0, host.name().length() - suffix.length());
    int reach = wildcards.contains("**") ? Integer.MAX_VALUE : labels(wildcards);
    if (suffix.indexOf('.') < 0) {
      return suffix;
    }
    for (String open : deep) {
      if (suffix.equals(open) || suffix.endsWith("." + open) || isAbove(suffix, open, reach)) {
        return open;
      }
    }
    int dot = suffix.indexOf('.');
    if (rules.contains(suffix) || rules.contains("*" + suffix.substring(dot))) {
      return suffix;
    }
    for (String open : rules) {
      if (isAbove(suffix, open, reach)) {
        return open.startsWith("*.") ? open.substring(2) : open;
      }
    }
    return null;
  }

  /** Whether so many more labels lead to a name below the rule. */
  private static boolean isAbove(String suffix, String open, int reach) {
    return open.endsWith("." + suffix)
        && reach > labels(open.substring(0, open.length() - suffix.length()));
  }

  /** Of a text that ends with a dot. */
  private static int labels(String text) {
    int labels = 0;
    for (int i = 0; i < text.length(); i++) {
      labels += text.charAt(i) == '.' ? 1 : 0;
    }
    return labels;
  }
}
