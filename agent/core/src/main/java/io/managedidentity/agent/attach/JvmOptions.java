package io.managedidentity.agent.attach;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The options of a JVM, from what the system says of its process. */
final class JvmOptions {
  /** Options of the launcher whose value is the next argument. */
  private static final Set<String> WITH_VALUE =
      new HashSet<>(
          Arrays.asList(
              "-cp",
              "-classpath",
              "--class-path",
              "-p",
              "--module-path",
              "--upgrade-module-path",
              "--add-modules",
              "--limit-modules",
              "--add-exports",
              "--add-opens",
              "--add-reads",
              "--patch-module",
              "--enable-native-access",
              "--source"));

  private static final Set<String> BEFORE_MAIN =
      new HashSet<>(Arrays.asList("-jar", "-m", "--module"));

  private JvmOptions() {}

  /**
   * In the order in which the JVM reads them, so that the last counts. Files of options are not
   * read.
   *
   * @param environment variables, each ended by a NUL
   * @param commandLine program and arguments, each ended by a NUL
   */
  static List<String> of(String environment, String commandLine) {
    List<String> options = new ArrayList<>();
    addVariable(options, environment, "JAVA_TOOL_OPTIONS=");
    addVariable(options, environment, "JDK_JAVA_OPTIONS=");
    addArguments(options, commandLine);
    addVariable(options, environment, "_JAVA_OPTIONS=");
    return options;
  }

  private static void addVariable(List<String> options, String environment, String opening) {
    for (String variable : environment.split("\0", -1)) {
      if (variable.startsWith(opening)) {
        options.addAll(Arrays.asList(variable.substring(opening.length()).split("\\s+", -1)));
      }
    }
  }

  private static void addArguments(List<String> options, String commandLine) {
    String[] arguments = commandLine.split("\0", -1);
    for (int i = 1; i < arguments.length; i++) {
      String argument = arguments[i];
      boolean isOption = argument.startsWith("-") || argument.startsWith("@");
      if (!isOption || BEFORE_MAIN.contains(argument)) {
        return; // what follows is the application's
      }
      options.add(argument);
      i += WITH_VALUE.contains(argument) ? 1 : 0;
    }
  }
}
