package io.managedidentity.it.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Mapping files for the tests of the agent as a guest. */
final class Mapping {
  private Mapping() {}

  /** Valid, one mapping: 127.0.0.1 on any port has resource {@code alpha}. */
  static Path valid(Path folder) throws IOException {
    return write(folder, "mapping.json", json(""));
  }

  /** As {@link #valid}, with further members before the mappings, such as {@code "a": 1,}. */
  static Path with(Path folder, String members) throws IOException {
    return write(folder, "mapping.json", json(members));
  }

  /** Two mistakes, in two lines. */
  static Path invalid(Path folder) throws IOException {
    return write(
        folder,
        "invalid.json",
        """
        { "mappings": [
            { "host": "127.0.0.1", "resource": "alpha", "methdos": ["GET"] },
            { "host": "127.0.0.2", "resource": "beta", "path": 7 }
        ] }
        """);
  }

  static Path write(Path folder, String name, String json) throws IOException {
    return Files.writeString(folder.resolve(name), json);
  }

  private static String json(String members) {
    return """
        { %s
          "mappings": [ { "host": "127.0.0.1:*", "resource": "alpha", "allowPlainHttp": true } ] }
        """
        .formatted(members);
  }
}
