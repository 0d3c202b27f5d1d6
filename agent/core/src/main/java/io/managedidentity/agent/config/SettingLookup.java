package io.managedidentity.agent.config;

import java.util.Collection;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Named texts from outside: the system properties or the environment of the process. */
public interface SettingLookup {
  /** The text of that name, or null. */
  @Nullable String get(String name);

  /** All names that there are, to find mistyped ones. */
  Collection<String> names();

  /** Holds nothing. */
  SettingLookup NONE =
      new SettingLookup() {
        @Override
        public @Nullable String get(String name) {
          return null;
        }

        @Override
        public Collection<String> names() {
          return Collections.emptyList();
        }
      };

  /** The environment of this process. */
  SettingLookup ENVIRONMENT =
      new SettingLookup() {
        @Override
        public @Nullable String get(String name) {
          return System.getenv(name);
        }

        @Override
        public Collection<String> names() {
          return System.getenv().keySet();
        }
      };

  /** The system properties of this process. */
  SettingLookup SYSTEM_PROPERTIES =
      new SettingLookup() {
        @Override
        public @Nullable String get(String name) {
          return System.getProperty(name);
        }

        @Override
        public Collection<String> names() {
          return System.getProperties().stringPropertyNames();
        }
      };
}
