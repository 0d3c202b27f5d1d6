package io.managedidentity.agent.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.config.FileContent;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.token.Scheduled;
import io.managedidentity.agent.token.TokenThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
  @TempDir Path folder;
  private final List<FileContent.Fingerprint> changes = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final AgentLog log =
      new AgentLog(LogLevel.INFO, (level, message) -> lines.add(level + " " + message));
  private final List<Runnable> hung = new ArrayList<>();
  private final Deque<Runnable> patience = new ArrayDeque<>();
  private boolean isHung;
  private Runnable scheduled;
  private Path file;
  private ConfigWatcher watcher;

  @BeforeEach
  void begin() throws IOException {
    file = Files.writeString(folder.resolve("mapping.json"), "one");
    begin(FileContent.read(file.toString()).fingerprint());
  }

  @Test
  void tellsAChangeOnceWhenItHasSettled() throws IOException {
    look(3);
    assertEquals(0, changes.size());

    Files.writeString(file, "two");
    look(1);
    assertEquals(0, changes.size(), "an editor may still be writing");
    look(1);
    assertEquals(List.of(fingerprint("two")), changes);
    look(3);
    assertEquals(1, changes.size());
  }

  @Test
  void handsOverWhatItReadAndNotWhatIsThereByThen() throws IOException {
    List<FileContent.Fingerprint> seen = new ArrayList<>();
    ConfigWatcher other =
        new ConfigWatcher(
            file.toString(), null, threads(), log, content -> seen.add(content.fingerprint()));
    other.begin();
    look(1);

    look(1);
    Files.writeString(file, "half of the next ver");

    assertEquals(List.of(fingerprint("one")), seen);
  }

  @Test
  void waitsWhileTheFileGoesOnChanging() throws IOException {
    for (int i = 0; i < 5; i++) {
      Files.writeString(file, "half " + i);
      look(1);
    }
    assertEquals(0, changes.size());

    look(1);
    assertEquals(1, changes.size());
  }

  @Test
  void seesAChangeThatWasMadeBeforeItBegan() throws IOException {
    FileContent.Fingerprint read = FileContent.read(file.toString()).fingerprint();
    Files.writeString(file, "two");

    begin(read);
    look(2);

    assertEquals(1, changes.size());
  }

  @Test
  void seesAChangeThatKeepsTimeAndLength() throws IOException {
    look(1);
    rewriteWithTheSameTime("eno");

    look(2);

    assertEquals(1, changes.size());
  }

  @Test
  void seesAChangeThatKeepsTimeAndLengthInALargeFileLater() throws IOException {
    Files.writeString(file, "a".repeat(1024 * 1024));
    look(2);
    assertEquals(1, changes.size());
    rewriteWithTheSameTime("b".repeat(1024 * 1024));

    look(3);
    assertEquals(1, changes.size(), "1 MiB is not read with each look");
    look(2);

    assertEquals(2, changes.size());
  }

  @Test
  void seesARenameAndASwappedLink() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "renamed");
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    look(2);
    assertEquals(1, changes.size());

    Files.delete(file);
    look(1);
    assertEquals(1, changes.size(), "a file that is away for a moment is no new version");
    Path old = Files.createDirectory(folder.resolve("..2026_11_25"));
    Files.writeString(old.resolve("mapping.json"), "linked");
    Path data = Files.createSymbolicLink(folder.resolve("..data"), old.getFileName());
    Files.createSymbolicLink(file, Path.of("..data", "mapping.json"));
    look(2);
    assertEquals(2, changes.size());

    // As the kubelet does it: a new folder, a new link, and the link renamed over the old one.
    Path next = Files.createDirectory(folder.resolve("..2026_11_26"));
    Files.writeString(next.resolve("mapping.json"), "swapped");
    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), next.getFileName());
    Files.move(link, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    look(2);
    assertEquals(3, changes.size());
    assertEquals(fingerprint("swapped"), changes.get(2));
  }

  @Test
  void saysOnceThatTheFileIsGoneAndThatItIsBack() throws IOException {
    Files.delete(file);
    look(5);
    assertEquals(
        List.of(
            "WARN the mapping file \""
                + file
                + "\" can no longer be read (it is not there), so the version in use stays. Put it back."),
        lines);

    Files.writeString(file, "one");
    look(3);

    assertEquals("INFO the mapping file \"" + file + "\" can be read again.", lines.get(1));
    assertEquals(2, lines.size());
    assertEquals(0, changes.size(), "it is the same version");
  }

  @Test
  void looksOnAThreadOfItsOwnAndNeverAgainBeforeThatLookIsOver() throws IOException {
    look(2);
    isHung = true;
    Runnable tick = scheduled;
    scheduled = null;

    tick.run();

    assertEquals(1, hung.size());
    assertEquals(null, scheduled, "the next look comes after this one");
    isHung = false;
    hung.remove(0).run();
    assertTrue(scheduled == watcher);
    assertEquals(List.of(), lines);
  }

  @Test
  void saysOnceThatALookHangsAndThatItIsOver() throws IOException {
    look(2);
    assertEquals(0, patience.size());
    isHung = true;
    look(1);
    patience.remove().run();
    assertEquals(
        List.of(
            "WARN the mapping file \""
                + file
                + "\" has not been read within 10 s, so the version in use stays until it is."
                + " Check the file system that it is on."),
        lines);

    isHung = false;
    hung.remove(0).run();
    look(2);
    assertEquals("INFO the mapping file \"" + file + "\" answers again.", lines.get(1));
    assertEquals(2, lines.size());
  }

  @Test
  void goesOnLookingWhenNoThreadIsToBeHad() {
    ConfigWatcher starved =
        new ConfigWatcher(
            file.toString(),
            null,
            new TokenThreads() {
              @Override
              public void fetch(List<String> lane, Runnable task) {
                throw new OutOfMemoryError("unable to create native thread");
              }

              @Override
              public Scheduled later(Runnable task, long delayNanos) {
                scheduled = task;
                return () -> {};
              }
            },
            log,
            content -> {});
    starved.begin();
    scheduled = null;

    assertThrows(OutOfMemoryError.class, starved::run);

    assertTrue(scheduled == starved);
  }

  @Test
  void goesOnLookingWhenAVersionCannotBeTakenOver() throws IOException {
    ConfigWatcher failing =
        new ConfigWatcher(
            file.toString(),
            null,
            threads(),
            log,
            content -> {
              throw new IllegalStateException("a fault");
            });
    failing.begin();

    look(4);

    assertEquals(
        List.of(
            "ERROR the mapping file could not be looked at: java.lang.IllegalStateException: a fault. Please report this."),
        lines);
    assertTrue(scheduled == failing);
  }

  @Test
  void leavesAloneWhatIsKnownFromElsewhereAndLooksNoMoreWhenStopped() throws IOException {
    Files.writeString(file, "two");
    watcher.know(fingerprint("two"));
    look(3);
    assertEquals(0, changes.size());

    Files.writeString(file, "three");
    watcher.stop();
    Runnable last = scheduled;
    scheduled = null;
    last.run();

    assertEquals(null, scheduled);
    assertEquals(0, changes.size());
  }

  private void begin(FileContent.Fingerprint known) {
    watcher =
        new ConfigWatcher(
            file.toString(), known, threads(), log, content -> changes.add(content.fingerprint()));
    watcher.begin();
  }

  private TokenThreads threads() {
    return new TokenThreads() {
      @Override
      public void fetch(List<String> lane, Runnable task) {
        if (isHung) {
          hung.add(task);
        } else {
          task.run();
        }
      }

      @Override
      public Scheduled later(Runnable task, long delayNanos) {
        if (task instanceof ConfigWatcher) {
          scheduled = task;
        } else {
          patience.add(task);
        }
        return () -> patience.remove(task);
      }
    };
  }

  private FileContent.Fingerprint fingerprint(String text) throws IOException {
    Path same = Files.writeString(folder.resolve("same"), text);
    return FileContent.read(same.toString()).fingerprint();
  }

  private void rewriteWithTheSameTime(String text) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, time);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      scheduled.run();
    }
  }
}
