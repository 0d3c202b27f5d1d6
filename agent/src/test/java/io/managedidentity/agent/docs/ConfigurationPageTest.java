package io.managedidentity.agent.docs;

import io.managedidentity.agent.config.ConfigOption;
import io.managedidentity.agent.config.ConfigOptions;
import io.managedidentity.agent.config.OptionReach;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final String FIXED = " A change takes effect with the next start.";

  private static final String MATCHING =
      """

      ### What a host matches

      | Pattern | Matches | Does not match |
      | --- | --- | --- |
      | `api.contoso.com` | that host on the scheme's default port, in any case, with or without a trailing dot | `x.api.contoso.com`, `api.contoso.com:8443` |
      | `api.contoso.com:8443` | that host on that port | the default port |
      | `*.contoso.com:*` | `api.contoso.com` on any port | `contoso.com`, `a.b.contoso.com` |
      | `api-*.contoso.com` | `api-eu.contoso.com`, `api-.contoso.com` | `api-x.evil.contoso.com`, labels that begin with `xn--` |
      | `**.contoso.com` | `api.contoso.com`, `a.b.contoso.com` | `contoso.com` |
      | `10.0.0.4`, `[2001:db8::1]` | that address; IPv6 in any spelling | a name that resolves to it |

      A pattern ends with a literal label, and never matches an IP address. A host that programs read differently never matches:
      IPv4 in octal, hexadecimal, short or 32-bit form, IPv6 with a zone id, user info, blanks, percent signs, empty labels, and
      names whose ASCII form is disputed (sharp s, joiners, full-width letters, ideographic full stops).

      Hosts that issue tokens or serve machine metadata never get a token, whatever a mapping says: 169.254.169.254,
      168.63.129.16, the login hosts of every cloud, and the endpoints that the environment names.

      ### What a path matches

      `*` stands for any characters within a segment, `**` for any characters; both may stand for nothing. `/v2/**` covers `/v2/`
      and everything below it, but not `/v2`. Case matters. Dot segments are removed first; percent codes of letters, digits, `-`, `_`
      and `~` equal those characters.

      Some servers take `%2e` for a dot, or `\\`, `%5c` or `%2f` for a slash, cut off `;parameters`, merge empty segments, or decode
      twice. A path affected by this must match in every such reading, or in none. If only some match, the request is
      ambiguous (`ambiguous-path`) and gets no token, whether the mapping would inject or skip.
      """;

  @Test
  void saysWhatTheOptionsSay() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Configuration

        Generated from `ConfigOptions` in the code; do not edit.

        The mapping file is JSON in UTF-8; `//` and `/* */` comments and trailing commas are allowed. `${env:NAME}` and
        `${env:NAME:default}` are replaced inside strings, without line breaks at the end of the variable (a mapping's `name`
        keeps its placeholders, since it is only shown). All problems are reported together, each as
        `FILE:LINE:COLUMN: /json/pointer: what is wrong. What to do.` with the absolute path of the file. Examples are in [config-examples](../config-examples), with a
        JSON Schema for editors.

        A top-level setting can be given in four places, and the first that has it wins: agent argument (`key=value`, pairs separated
        by commas; a comma or backslash in a value is escaped by a backslash), system property, environment variable, file. The agent
        argument may also be just the path of the file; an equals sign in that path is escaped by a backslash. In the file, a key
        `a.b` is member `b` of object `a`, or is written as `"a.b"`. Outside the file, a list is separated by commas, and an identity is
        `system-assigned` or its JSON object. A variable's name may also omit the underscores between the words of one
        key (`…_TOKEN_FIRSTTOKENWAIT`).

        A new version of the file takes effect while the application runs (`reload`), except for settings that say otherwise, and for
        `instrumentation.<client>` if it was false at the start: that client's classes may have been loaded unwoven.

        ## Top level

        """);
    table(page, ConfigOptions.topLevelOptions());
    page.append(
        "\n## Names outside the file\n\n| Setting | System property | Environment variable |\n| --- | --- | --- |\n");
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      if (option.reach() != OptionReach.FILE) {
        page.append(
            "| `%s` | `%s` | `%s` |%n"
                .formatted(option.key(), option.systemProperty(), option.environmentVariable()));
      }
    }
    page.append("\n## A mapping\n\nThe first mapping that matches a request wins.\n\n");
    table(page, ConfigOptions.mapping());
    page.append(MATCHING);
    page.append("\n## An identity in its object form\n\n");
    table(page, ConfigOptions.identity());

    GeneratedFile.check("docs/configuration.md", page.toString());
  }

  private static void table(StringBuilder page, List<ConfigOption> options) {
    page.append("| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n");
    for (ConfigOption option : options) {
      String type = option.type().name().toLowerCase().replace('_', ' ').replace("text", "string");
      String choices =
          option.choices().isEmpty() ? "" : " One of " + quoted(option.choices()) + ".";
      String fallback = option.defaultText().isEmpty() ? "–" : "`" + option.defaultText() + "`";
      page.append(
          "| `%s` | %s | %s | %s%s |%n"
              .formatted(
                  option.key(),
                  type,
                  fallback,
                  option.sentence(),
                  choices + (ConfigOptions.isFixedAtStart(option.key()) ? FIXED : "")));
    }
  }

  private static String quoted(List<String> choices) {
    return String.join(", ", choices.stream().map(choice -> "`" + choice + "`").toList());
  }
}
