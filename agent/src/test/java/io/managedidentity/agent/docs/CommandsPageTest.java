package io.managedidentity.agent.docs;

import io.managedidentity.agent.Program;
import io.managedidentity.agent.cli.CommandModels;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class CommandsPageTest {
  @Test
  void saysWhatTheHelpSays() throws IOException {
    CommandLine commandLine = CommandModels.of(Program.commands());
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Commands

        Generated from the commands' own help; do not edit.

        `java -jar managed-identity-agent.jar COMMAND`. `--json` gives one JSON document on standard output; messages go to standard
        error. Exit codes: 0 fine; 1 the answer is "no" (problems found, no token, not matched); 2 wrong usage.

        ```
        """);
    page.append(commandLine.getUsageMessage(Ansi.OFF)).append("```\n");
    for (CommandLine command : commandLine.getSubcommands().values()) {
      page.append("\n## ").append(command.getCommandName()).append("\n\n```\n");
      page.append(command.getUsageMessage(Ansi.OFF)).append("```\n");
    }

    GeneratedFile.check("docs/commands.md", page.toString());
  }
}
