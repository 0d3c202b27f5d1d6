package io.managedidentity.it.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.RunningProgram;
import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mapping file that is edited a hundred times a second, half of the versions broken, while
 * threads of the application make requests all the time. No request is decided by a half-read file:
 * all mappings of a version set the same number in several headers, numbers grow from version to
 * version, and a thread never sees one go back.
 *
 * <p>10 seconds, or {@code -Dedits.seconds=60}. {@code -Dedits.seed} repeats a run's edits.
 */
class RapidEditsIT {
  private static final int THREADS = 4;
  private static final int EDITS_IN_A_ROW = 60;

  /** One good version in these stays until it is in use; chance decides about the others. */
  private static final long UNTIL_SEEN_NANOS = 10_000_000_000L;

  private static final long EDIT_NANOS = 10_000_000;

  /** After the edits in a row, so that a version can settle; made up for by the edits after it. */
  private static final long REST_NANOS = 500_000_000;

  @TempDir Path folder;

  private final Set<Integer> good = Collections.synchronizedSet(new TreeSet<>());
  private final Set<Integer> seen = new TreeSet<>();
  private final Map<String, Integer> lastOfThread = new HashMap<>();
  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());

  @Test
  void decidesNoRequestByAHalfReadFile() throws IOException {
    int seconds = Integer.getInteger("edits.seconds", 10);
    long seed = Long.getLong("edits.seed", System.nanoTime());
    Random random = new Random(seed);
    Path file = folder.resolve("mapping.json");
    good.add(0);
    Files.writeString(file, version(0));
    int edits = 0;
    String ended;
    String stderr;
    try (WireServer api = WireServer.http("api");
        IdentityServer identity = new IdentityServer()) {
      api.answer(this::check);
      try (RunningProgram program =
          RunningProgram.start(
              Jdk.current(),
              List.of("-javaagent:" + AgentJar.path() + "=" + file),
              identity.environment(),
              "EndlessCallsProgram",
              "http://127.0.0.1:" + api.port(),
              "" + THREADS)) {
        assertEquals("ready", program.line());
        assertTrue(program.stderrWith("152 mappings", 10).contains("152 mappings"));
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(seconds);
        long toBeSeen = begin + UNTIL_SEEN_NANOS / 2;
        for (int number = 1; System.nanoTime() - end < 0; number++) {
          if (System.nanoTime() - toBeSeen >= 0) {
            toBeSeen += UNTIL_SEEN_NANOS;
            editUntilSeen(file, number, program);
          } else {
            edit(file, number, random);
          }
          edits++;
          long due = begin + number * EDIT_NANOS - System.nanoTime();
          LockSupport.parkNanos(number % EDITS_IN_A_ROW == 0 ? REST_NANOS : due);
          api.keep(List.of());
        }
        editUntilSeen(file, edits + 1, program);
        ended = program.end();
        stderr = program.stderr();
      }
      assertEquals(1, identity.requestsFor("alpha"), "the token of an unchanged resource is kept");
    }

    System.out.println(
        "edits " + edits + ", versions in use " + seen.size() + ", " + ended + ", seed " + seed);
    assertEquals(List.of(), faults, "seed " + seed);
    assertTrue(ended.endsWith(" failures 0"), ended + stderr);
    assertTrue(seen.size() >= 2 + seconds / 10, seen + stderr);
    assertTrue(edits >= seconds * 20, edits + " edits");
  }

  private synchronized WireResponse check(WireRequest request) {
    List<String> numbers = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      numbers.addAll(request.headers("x-number-" + i));
    }
    String thread = request.headers("x-thread").get(0);
    Set<String> distinct = new TreeSet<>(numbers);
    if (numbers.size() != 3 || distinct.size() != 1) {
      faults.add("a mixture: " + request.target() + " " + numbers);
      return WireResponse.ok();
    }
    int number = Integer.parseInt(numbers.get(0));
    if (!good.contains(number)) {
      faults.add("a broken version: " + number);
    }
    Integer before = lastOfThread.put(thread, number);
    if (before != null && before > number) {
      faults.add(thread + " went back from " + before + " to " + number);
    }
    seen.add(number);
    notifyAll();
    return WireResponse.ok();
  }

  private synchronized boolean isSeen(int number) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    try {
      while (!seen.contains(number) && System.nanoTime() - end < 0) {
        wait(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return seen.contains(number);
  }

  private void editUntilSeen(Path file, int number, RunningProgram program) throws IOException {
    good.add(number);
    replace(file, version(number));
    assertTrue(
        isSeen(number), () -> "version " + number + " is not in use: " + seen + program.stderr());
  }

  private void edit(Path file, int number, Random random) throws IOException {
    String text = version(number);
    boolean isGood = random.nextBoolean();
    if (isGood) {
      good.add(number);
    } else {
      text = broken(text, random);
    }
    switch (random.nextInt(4)) {
      case 0:
        replace(file, text);
        break;
      case 1:
        Files.writeString(file, text); // truncated, then written
        break;
      case 2:
        writeInParts(file, text, random, true);
        break;
      default:
        writeInParts(file, text, random, false);
    }
  }

  private void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** In place: what is not written yet is empty, or still of the version before. */
  private static void writeInParts(Path file, String text, Random random, boolean isTruncated)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      if (isTruncated) {
        out.setLength(0);
      }
      for (int at = 0; at < bytes.length; ) {
        int part = Math.min(bytes.length - at, 1 + random.nextInt(bytes.length));
        out.write(bytes, at, part);
        at += part;
        LockSupport.parkNanos(random.nextInt(500_000));
      }
      out.setLength(bytes.length);
    }
  }

  private static String broken(String text, Random random) {
    switch (random.nextInt(5)) {
      case 0:
        return text.substring(0, random.nextInt(text.length() - 3));
      case 1:
        return text.replaceFirst("resource", "resuorce");
      case 2:
        return "";
      case 3:
        return text.replace("alpha", "al\u0001pha");
      default:
        return text + "}";
    }
  }

  /** All of one length, with mappings between the two that are used, so that a half shows. */
  private static String version(int number) {
    return TEMPLATE.replace("000000", "%06d".formatted(number));
  }

  private static final String TEMPLATE = template();

  private static String template() {
    StringBuilder text = new StringBuilder("{ \"mappings\": [\n");
    text.append(mapping("a"));
    for (int i = 0; i < 150; i++) {
      text.append(",\n").append(mapping("between-" + i));
    }
    return text.append(",\n").append(mapping("b")).append("\n] }\n").toString();
  }

  private static String mapping(String name) {
    return """
           { "name": "%s", "host": "127.0.0.1:*", "path": "/%s", "resource": "alpha", "allowPlainHttp": true,
             "setHeaders": { "x-number-1": "000000", "x-number-2": "000000", "x-number-3": "000000" } }"""
        .formatted(name, name);
  }
}
