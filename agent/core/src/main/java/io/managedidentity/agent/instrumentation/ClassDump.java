package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Writes woven classes to a folder, for whoever debugs the weaving: {@code
 * -Dmanagedidentity.dump=DIR} makes {@code DIR/org/example/Codec.class}. A system property and no
 * setting, since classes are woven before the configuration is read. Never loaded without it.
 */
final class ClassDump {
  static final String PROPERTY = "managedidentity.dump";

  private ClassDump() {}

  /**
   * @param type internal name
   */
  static void write(String folder, String type, byte[] classFile, AgentLog log) {
    Path file = Paths.get(folder).resolve(type + ".class");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, classFile);
      log.info("the woven class " + type.replace('/', '.') + " was written to " + file + ".");
    } catch (IOException | RuntimeException e) {
      log.once(
          "dump " + folder,
          LogLevel.WARN,
          "woven classes cannot be written to " + folder + ": " + e + ". Check " + PROPERTY + ".");
    }
  }
}
