package io.managedidentity.agent.attach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.jspecify.annotations.Nullable;

/**
 * What Linux says of a process, checked before the attach API is used: that API sends SIGQUIT,
 * which ends a program that is not a JVM. Other systems have no such signal, or only the API knows.
 */
final class LocalProcess {
  private static final String[] LIBRARIES = {"libjvm.so", "libj9vm"};

  private final Path folder;
  private final Path self;

  LocalProcess(String pid) {
    this(Paths.get("/proc"), pid);
  }

  LocalProcess(Path proc, String pid) {
    this.folder = proc.resolve(pid);
    this.self = proc.resolve("self");
  }

  /** Why it cannot be attached to; null if nothing prevents it. */
  @Nullable String objection() {
    if (!Files.isDirectory(self)) {
      return null;
    }
    if (!Files.isDirectory(folder)) {
      return "there is no process " + folder.getFileName() + ". Look it up with jps or jcmd.";
    }
    try {
      Object owner = Files.getAttribute(folder, "unix:uid");
      Object own = Files.getAttribute(self, "unix:uid");
      if (!owner.equals(own)) {
        return "process "
            + folder.getFileName()
            + " belongs to another user ("
            + Files.getOwner(folder)
            + "). Run this command as that user.";
      }
      return isJvm() ? null : "process " + folder.getFileName() + " is not a JVM.";
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null; // the attach API will say
    }
  }

  /** True also if it is unknown. */
  private boolean isJvm() {
    try {
      String maps =
          new String(Files.readAllBytes(folder.resolve("maps")), StandardCharsets.ISO_8859_1);
      for (String library : LIBRARIES) {
        if (maps.contains(library)) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException e) {
      return true; // it has just ended
    } catch (IOException e) {
      return true;
    }
  }
}
