package io.managedidentity.agent.attach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
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
      if (!isJvm()) {
        return "process " + folder.getFileName() + " is not a JVM.";
      }
      return isClosed() ? closed(folder.getFileName().toString()) : null;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null; // the attach API will say
    }
  }

  /** Why an attempt may have been in vain, and what to do, in sentences. */
  String surroundings() {
    String inside = innerPid();
    if (inside != null) {
      return "It runs in another container (or PID namespace), as process "
          + inside
          + " there. Run this command with a JDK of 11 or later; or inside, for example with docker exec or kubectl exec,"
          + " with that process id.";
    }
    if (hasOwnTmp()) {
      return "It has a /tmp of its own (systemd's PrivateTmp, or a container). Run this command with a JDK of 21 or"
          + " later; or inside, with nsenter --mount --target "
          + folder.getFileName()
          + " before it.";
    }
    return "It may hang, may not be a JVM, or may have been started with"
        + " -XX:+DisableAttachMechanism.";
  }

  static String closed(String pid) {
    return "process "
        + pid
        + " does not let anybody attach to it (-XX:+DisableAttachMechanism). Change its mapping"
        + " file instead, which it watches.";
  }

  /** The JVM would take the signal for a request of a thread dump. The last option counts. */
  private boolean isClosed() {
    List<String> options = JvmOptions.of(text("environ"), text("cmdline"));
    return options.lastIndexOf("-XX:+DisableAttachMechanism")
        > options.lastIndexOf("-XX:-DisableAttachMechanism");
  }

  private String text(String file) {
    try {
      return new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // unknown
    }
  }

  /** Its id where it sees itself, if that is another place; else null. */
  private @Nullable String innerPid() {
    try {
      for (String line :
          Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("NSpid:")) {
          String[] ids = line.substring("NSpid:".length()).trim().split("\\s+", -1);
          return ids.length > 1 ? ids[ids.length - 1] : null;
        }
      }
    } catch (IOException e) {
      return null;
    }
    return null;
  }

  private boolean hasOwnTmp() {
    try {
      Path ours = self.resolve("root/tmp");
      return Files.isDirectory(ours) && !Files.isSameFile(folder.resolve("root/tmp"), ours);
    } catch (IOException e) {
      return false; // unknown
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
