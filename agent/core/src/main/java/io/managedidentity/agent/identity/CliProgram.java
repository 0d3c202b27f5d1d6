package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.process.ProcessOutput;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A program of the developer's machine that prints a token as JSON (R-CLI). Immutable. */
final class CliProgram {
  private static final int LIMIT_MILLIS = 10_000;

  private final String name;
  private final String login;
  private final TokenErrorCode unavailable;
  private final TokenErrorCode failed;
  private final TokenErrorCode timedOut;

  CliProgram(
      String name,
      String login,
      TokenErrorCode unavailable,
      TokenErrorCode failed,
      TokenErrorCode timedOut) {
    this.name = name;
    this.login = login;
    this.unavailable = unavailable;
    this.failed = failed;
    this.timedOut = timedOut;
  }

  /** Tenant for the program: of the configuration, else of AZURE_TENANT_ID; null for its own. */
  @Nullable String tenant(Ask ask) throws TokenException {
    String tenant = ask.tenantId == null ? ask.host.variable("AZURE_TENANT_ID") : ask.tenantId;
    if (tenant != null && !EntraCall.isTenant(tenant)) {
      throw ask.failure(
              unavailable,
              name + " was not run: the tenant is not a tenant id or domain.",
              "Correct AZURE_TENANT_ID or \"tenantId\" in the mapping, then run \"" + login + "\".")
          .build();
    }
    return tenant;
  }

  /**
   * Runs the program and reads members of the JSON object that it prints; text before that is
   * skipped.
   */
  JsonMembers run(Ask ask, List<String> arguments, String... members)
      throws TokenException, InterruptedException {
    if (!ask.resource.canBeArgument()) {
      throw ask.failure(
              TokenErrorCode.INVALID_RESOURCE,
              "The resource cannot be given to " + name + ".",
              "Use letters, digits and . _ : / - only.")
          .build();
    }
    ask.countProcess();
    ProcessOutput output = ask.host.processes.run(command(ask.host, arguments), LIMIT_MILLIS);
    if (output.isTimedOut()) {
      throw ask.failure(
              timedOut,
              name + " did not end within 10 s and was stopped.",
              "Run \"" + name + "\" yourself to see what it waits for.")
          .build();
    }
    if (output.exitCode() != 0) {
      throw failure(ask, output);
    }
    int start = output.stdout().indexOf('{');
    try {
      return JsonMembers.read(start < 0 ? "" : output.stdout().substring(start), members);
    } catch (AnswerFormatException e) {
      throw unusable(ask, "its output cannot be read: " + e.getMessage());
    }
  }

  AccessToken token(Ask ask, @Nullable String value, long life) throws TokenException {
    if (value == null || value.isEmpty() || !TokenAnswer.isVisibleAscii(value)) {
      throw unusable(ask, "its output has no token");
    }
    if (life <= 0) {
      throw unusable(ask, "its token has no expiry, or has expired");
    }
    return new AccessToken(
        value,
        ask.source.id(),
        ask.host.clock.nanoTime(),
        life,
        TokenLife.refreshIn(life, null),
        ask.attempts());
  }

  private TokenException unusable(Ask ask, String why) {
    return ask.failure(
            failed,
            name + " succeeded, but " + why + ".",
            "Run it yourself and look at its output.")
        .build();
  }

  /** Of the output only stderr is shown, masked: stdout may hold a token. */
  private TokenException failure(Ask ask, ProcessOutput output) {
    String said = ErrorBody.oneLine(output.stderr());
    String text = (output.stderr() + output.stdout()).toLowerCase(Locale.ROOT);
    if (output.exitCode() == ProcessOutput.NOT_FOUND || text.contains("is not recognized")) {
      return ask.failure(
              unavailable,
              name + " was not found on the PATH of this process.",
              "Install it and run \"" + login + "\".")
          .build();
    }
    boolean signedOut = text.contains(login) || text.contains("not logged in");
    return ask.failure(
            signedOut ? unavailable : failed,
            name + " ended with exit code " + output.exitCode() + ": " + said + end(said),
            signedOut
                ? "Run \"" + login + "\"."
                : "Run it yourself; perhaps \"" + login + "\" helps.")
        .build();
  }

  private static String end(String said) {
    return said.endsWith(".") ? "" : ".";
  }

  /** On Windows the program is a batch file, which only the command processor can start. */
  private List<String> command(SourceHost host, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (host.isWindows()) {
      String root = host.variable("SystemRoot");
      command.add((root == null ? "C:\\Windows" : root) + "\\System32\\cmd.exe");
      command.add("/c");
    }
    command.add(name);
    command.addAll(arguments);
    return command;
  }
}
