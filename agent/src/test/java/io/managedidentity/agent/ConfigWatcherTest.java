package io.managedidentity.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.agent.token.TokenThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
  @TempDir Path folder;
  private final AtomicInteger changes = new AtomicInteger();
  private Runnable scheduled;
  private Path file;

  @BeforeEach
  void begin() throws IOException {
    file = Files.writeString(folder.resolve("mapping.json"), "one");
    TokenThreads threads =
        new TokenThreads() {
          @Override
          public void fetch(java.util.List<String> lane, Runnable task) {
            throw new AssertionError("nothing is fetched");
          }

          @Override
          public void later(Runnable task, long delayNanos) {
            scheduled = task;
          }
        };
    new ConfigWatcher(file.toFile(), threads, changes::incrementAndGet).begin();
  }

  @Test
  void tellsAChangeOnceWhenItHasSettled() throws IOException {
    look(3);
    assertEquals(0, changes.get());

    Files.writeString(file, "two");
    look(1);
    assertEquals(0, changes.get(), "an editor may still be writing");
    look(1);
    assertEquals(1, changes.get());
    look(3);
    assertEquals(1, changes.get());
  }

  @Test
  void waitsWhileTheFileGoesOnChanging() throws IOException {
    for (int i = 0; i < 5; i++) {
      Files.writeString(file, "half " + i);
      look(1);
    }
    assertEquals(0, changes.get());

    look(1);
    assertEquals(1, changes.get());
  }

  @Test
  void seesAChangeThatKeepsTimeAndLength() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "eno");
    Files.setLastModifiedTime(file, time);

    look(2);

    assertEquals(1, changes.get());
  }

  @Test
  void seesARenameAndASwappedLink() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "renamed");
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    look(2);
    assertEquals(1, changes.get());

    Path target = Files.writeString(folder.resolve("..data"), "linked");
    Files.delete(file);
    look(2);
    assertEquals(1, changes.get(), "a file that is away for a moment is no new version");
    Files.createSymbolicLink(file, target);
    look(2);
    assertEquals(2, changes.get());
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      scheduled.run();
    }
  }
}
