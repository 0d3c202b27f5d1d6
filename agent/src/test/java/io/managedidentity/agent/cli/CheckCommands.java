package io.managedidentity.agent.cli;

import io.managedidentity.agent.cli.live.LiveCheck;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.FakeSettings;
import io.managedidentity.agent.config.SettingLookup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;

/** Runs the command check in memory. */
public final class CheckCommands {
  private static final SettingLookup ENVIRONMENT =
      new FakeSettings().with("HOST_OF_API", "planted.corp.com");

  private CheckCommands() {}

  /**
   * With a variable whose value stands for a secret.
   *
   * @param out gets what goes to standard output
   */
  public static int run(LiveCheck live, Consumer<String> out, String... arguments) {
    return run(live, out, err -> {}, arguments);
  }

  /**
   * The same.
   *
   * @param err gets what goes to standard error
   */
  public static int run(
      LiveCheck live, Consumer<String> out, Consumer<String> err, String... arguments) {
    StringWriter text = new StringWriter();
    StringWriter errors = new StringWriter();
    int exit =
        Main.run(
            arguments,
            new PrintWriter(text, true),
            new PrintWriter(errors, true),
            List.of(
                new CheckCommand(
                    new ConfigLoader(SettingLookup.NONE, ENVIRONMENT), live, List.of())));
    out.accept(text.toString());
    err.accept(errors.toString());
    return exit;
  }
}
