package io.managedidentity.agent.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.io.IOException;
import java.net.IDN;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The suffixes of the jar against the list that they are a selection of, where the system has it as
 * a file. That one is of another day: rules have come and gone, so that few may be missing.
 */
class PublicSuffixListTest {
  private static final Path LIST = Path.of("/usr/share/publicsuffix/public_suffix_list.dat");
  private static final OpenSuffixes SUFFIXES = OpenSuffixes.ofThisJar();

  /** Of places and trades; third levels of places, schools and authorities. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(".*\\.(aero|it|museum|no|pl|ua|vn)|.+\\..+\\.(au|br|jp|us)");

  private static final Pattern AZURE =
      Pattern.compile(".*(azure|windows\\.net|trafficmanager|cloudapp\\.).*");

  /** How the comment before the rules of a platform begins. */
  private static final Pattern PLATFORM =
      Pattern.compile(
          "// (Adobe|Akamai|Amazon|AWS|Cloudflare|Databricks|Deno Land|DigitalOcean|Fastly|Framer"
              + "|GitBook|GitHub|GitLab|Google|Heroku|Hugging Face|Jelastic|Linode|Microsoft|Netlify"
              + "|ngrok|Notion|One\\.com|Oracle|OVH|Platform\\.sh|Railway|Render|Salesforce|Scaleway"
              + "|Shopify|Snowflake|Spreadshop|StackBlitz|Supabase|Tailscale|Vercel|Vultr|Webflow|Wix"
              + "|WP Engine|Yandex).*");

  /**
   * @param operator the first line of the comment before it
   */
  private record Rule(boolean isPrivate, String operator, String name) {
    boolean isKnown() {
      try {
        String below = name.startsWith("*.") ? "x" + name.substring(1) : name;
        return SUFFIXES.of(HostPattern.parse("*." + below)) != null;
      } catch (PatternException e) {
        throw new AssertionError(name, e);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "*.oslo.no, a place",
    "*.mi.it, a place",
    "*.warszawa.pl, a place",
    "*.kiev.ua, a place",
    "*.hanoi.vn, a place",
    "*.chiyoda.tokyo.jp, a place at the third level",
    "*.airport.aero, a trade",
    "*.k12.ca.us, schools",
    "*.nsw.edu.au, schools",
    "*.sp.gov.br, authorities",
    "*.konsulat.gov.pl, authorities",
    "*.dyndns-home.com, devices",
    "*.diskstation.me, devices",
    "*.hateblo.jp, blogs",
    "*.bplaced.net, a small provider",
    "*.at.eu.org, a private registry",
  })
  void doesNotKnow(String pattern, String ofWhat) throws PatternException {
    assertNull(
        SUFFIXES.of(HostPattern.parse(pattern)), ofWhat + " is known now: say so in the file");
  }

  @Test
  void leavesOutOfRegistriesOnlyPlacesTradesAndAuthorities() throws IOException {
    List<Rule> rules = rules().stream().filter(rule -> !rule.isPrivate).toList();

    List<Rule> unknown =
        rules.stream()
            .filter(rule -> !rule.isKnown() && !LEFT_OUT.matcher(rule.name).matches())
            .toList();

    assertTrue(rules.size() > 1000, rules.size() + " rules");
    assertTrue(unknown.size() < rules.size() / 20, unknown::toString);
  }

  @Test
  void leavesOutNothingOfAzure() throws IOException {
    List<Rule> rules = rules().stream().filter(rule -> AZURE.matcher(rule.name).matches()).toList();

    assertTrue(rules.size() > 5, rules::toString);
    assertEquals(List.of(), rules.stream().filter(rule -> !rule.isKnown()).toList());
  }

  @Test
  void leavesOutFewOfPlatforms() throws IOException {
    List<Rule> rules =
        rules().stream()
            .filter(rule -> rule.isPrivate && PLATFORM.matcher(rule.operator).matches())
            .toList();

    List<Rule> unknown = rules.stream().filter(rule -> !rule.isKnown()).toList();

    assertTrue(rules.size() > 200, rules.size() + " rules");
    assertTrue(unknown.size() < rules.size() / 4, unknown::toString);
  }

  /** Without exceptions, which begin with an exclamation mark. */
  private static List<Rule> rules() throws IOException {
    assumeTrue(Files.isReadable(LIST), "this system has no " + LIST);
    List<Rule> rules = new ArrayList<>();
    boolean isPrivate = false;
    boolean isInComment = false;
    String operator = "";
    for (String line : Files.readAllLines(LIST)) {
      boolean isComment = line.startsWith("//");
      isPrivate |= line.contains("===BEGIN PRIVATE DOMAINS===");
      if (isComment) {
        operator = isInComment ? operator : line;
      } else if (!line.isBlank() && !line.startsWith("!")) {
        rules.add(new Rule(isPrivate, operator, IDN.toASCII(line.strip(), IDN.ALLOW_UNASSIGNED)));
      }
      isInComment = isComment;
    }
    return rules;
  }
}
