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

        At a terminal of 55 columns or more, help and tables are no wider than it. What does not fit in a column goes on in the next line,
        or stands below its row. Names of hosts, ids, URLs, elements of JSON and commands stay whole, even if one is wider than the terminal.
        In a pipe or a file, each row is one line, however long.

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
