package io.managedidentity.agent.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a folder like /proc says of a process. */
class LocalProcessTest {
  @TempDir Path proc;
  private Path process;

  @BeforeEach
  void makeAJvm() throws IOException {
    Files.createDirectories(proc.resolve("self/root/tmp"));
    process = Files.createDirectories(proc.resolve("4711"));
    Files.createDirectories(process.resolve("root"));
    Files.createSymbolicLink(process.resolve("root/tmp"), proc.resolve("self/root/tmp"));
    Files.writeString(process.resolve("maps"), "7f00 r-xp /opt/jdk/lib/server/libjvm.so\n");
    Files.writeString(process.resolve("status"), "Name:\tjava\nNSpid:\t4711\n");
    Files.writeString(process.resolve("cmdline"), "java\0-Dpassword=planted\0App\0");
    Files.writeString(process.resolve("environ"), "PATH=/bin\0");
  }

  @Test
  void objectsToNothingInAJvm() {
    assertNull(process().objection());
    assertEquals(
        "It may hang, may not be a JVM, or may have been started with"
            + " -XX:+DisableAttachMechanism.",
        process().surroundings());
  }

  @Test
  void objectsToAProcessThatIsNotThereOrNoJvm() throws IOException {
    assertEquals(
        "there is no process 5. Look it up with jps or jcmd.",
        new LocalProcess(proc, "5").objection());
    Files.writeString(process.resolve("maps"), "7f00 r-xp /bin/cat\n");
    assertEquals("process 4711 is not a JVM.", process().objection());
  }

  @Test
  void objectsToAProcessOfAnotherUser() throws IOException {
    try {
      Files.setAttribute(process, "unix:uid", 12_345);
    } catch (FileSystemException e) {
      Assumptions.abort("only root can give a file to another user");
    }

    assertEquals(
        "process 4711 belongs to another user ("
            + Files.getOwner(process)
            + "). Run this command as that user.",
        process().objection());
  }

  @Test
  void neverSignalsAJvmThatLetsNobodyAttach() throws IOException {
    String closed =
        "process 4711 does not let anybody attach to it (-XX:+DisableAttachMechanism). Change its"
            + " mapping file instead, which it watches.";

    Files.writeString(
        process.resolve("environ"), "JAVA_TOOL_OPTIONS=-XX:+DisableAttachMechanism\0");
    assertEquals(closed, process().objection());
    Files.writeString(process.resolve("cmdline"), "java\0-XX:-DisableAttachMechanism\0App\0");
    assertNull(process().objection());
    Files.writeString(process.resolve("cmdline"), "java\0-XX:+DisableAttachMechanism\0App\0");
    assertEquals(closed, process().objection());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A=1 JAVA_TOOL_OPTIONS=-Xint,-XX:+DisableAttachMechanism | java App | true",
        "JDK_JAVA_OPTIONS=-XX:+DisableAttachMechanism | java App | true",
        "A=1 | java -cp a.jar --add-opens a/b=c -XX:+DisableAttachMechanism App | true",
        "A=1 | java @more -XX:+DisableAttachMechanism -jar a.jar | true",
        "_JAVA_OPTIONS=-XX:-DisableAttachMechanism | java -XX:+DisableAttachMechanism App | false",
        "_JAVA_OPTIONS=-XX:+DisableAttachMechanism | java -XX:-DisableAttachMechanism App | true",
        "ADVICE=-XX:+DisableAttachMechanism | java App | false",
        "A=1 | java App -XX:+DisableAttachMechanism | false",
        "A=1 | java -jar a.jar -XX:+DisableAttachMechanism | false",
        "A=1 | java -m a/b.C -XX:+DisableAttachMechanism | false",
        "A=1 | java -XX:+DisableAttachMechanism App -XX:-DisableAttachMechanism | true"
      })
  void looksAtOptionsOfTheJvmAlone(String environment, String commandLine, boolean isClosed)
      throws IOException {
    Files.writeString(
        process.resolve("environ"), environment.replace(' ', '\0').replace(',', ' ') + "\0");
    Files.writeString(process.resolve("cmdline"), commandLine.replace(' ', '\0') + "\0");

    assertEquals(isClosed, process().objection() != null);
  }

  @Test
  void saysThatItIsInAnotherContainer() throws IOException {
    Files.writeString(process.resolve("status"), "Name:\tjava\nNSpid:\t4711\t7\n");

    assertEquals(
        "It runs in another container (or PID namespace), as process 7 there. Run this command with a JDK of 11 or"
            + " later; or inside, for example with docker exec or kubectl exec, with that process id.",
        process().surroundings());
  }

  @Test
  void saysThatItHasATmpOfItsOwn() throws IOException {
    Files.delete(process.resolve("root/tmp"));
    Files.createDirectory(process.resolve("root/tmp"));

    assertTrue(
        process().surroundings().startsWith("It has a /tmp of its own (systemd's PrivateTmp, "),
        process().surroundings());
  }

  private LocalProcess process() {
    return new LocalProcess(proc, "4711");
  }
}
