package io.managedidentity.agent.docs;

import io.managedidentity.agent.config.ConfigOption;
import io.managedidentity.agent.config.ConfigOptions;
import io.managedidentity.agent.config.OptionReach;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  @Test
  void pageSaysWhatTheOptionsSay() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Configuration

        Made from `ConfigOptions` in the code; do not edit.

        The mapping file is JSON in UTF-8; `//` and `/* */` comments and trailing commas are allowed. `${env:NAME}` and
        `${env:NAME:default}` are replaced inside text values. All problems are reported together, each as
        `FILE:LINE:COLUMN: /json/pointer: what is wrong. What to do.` Examples are in [config-examples](../config-examples), with a
        JSON Schema for editors.

        A top-level setting can be given in four places; the first that has it wins: agent argument (`key=value`, pairs separated
        by commas; a comma or backslash in a value is escaped by a backslash), system property, environment variable, file. In the file a key
        `a.b` is member `b` of object `a`.

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
    page.append("\n## An identity in its object form\n\n");
    table(page, ConfigOptions.identity());

    GeneratedFile.check("docs/configuration.md", page.toString());
  }

  private static void table(StringBuilder page, List<ConfigOption> options) {
    page.append("| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n");
    for (ConfigOption option : options) {
      String type = option.type().name().toLowerCase().replace('_', ' ');
      String choices =
          option.choices().isEmpty() ? "" : " One of " + quoted(option.choices()) + ".";
      String fallback = option.defaultText().isEmpty() ? "–" : "`" + option.defaultText() + "`";
      page.append(
          "| `%s` | %s | %s | %s%s |%n"
              .formatted(option.key(), type, fallback, option.sentence(), choices));
    }
  }

  private static String quoted(List<String> choices) {
    return String.join(", ", choices.stream().map(choice -> "`" + choice + "`").toList());
  }
}
