package io.managedidentity.agent.identity;

import org.jspecify.annotations.Nullable;

/** Variables and operating system of the process. Thread-safe. */
public interface Environment {
  /** Value of an environment variable, or null if it is not set. */
  @Nullable String variable(String name);

  /** Name of the operating system as the system property {@code os.name} has it. */
  String osName();

  /** The process's own. */
  Environment OF_THIS_PROCESS =
      new Environment() {
        @Override
        public @Nullable String variable(String name) {
          return System.getenv(name);
        }

        @Override
        public String osName() {
          return System.getProperty("os.name", "");
        }
      };
}
