package io.managedidentity.it.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.it.jvm.ProbeJvm;
import io.managedidentity.it.server.EveryHost;
import io.managedidentity.it.server.WireResponse;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key that never is on the wire is the same key in azure-storage 8 and azure-storage-blob 12. */
class SameKeyIT {
  private static final String KEY = "d3JvbmcsIG5vdCB0aGUga2V5IG9mIHRoaXMgYWNjb3VudA==";
  private static final Pattern USED =
      Pattern.compile(
          "\"client\":\"([^\"]+)\".*\"kind\":\"shared-key\".*?\"fingerprints\":\\[\"([0-9a-f]{16})\"\\]");
  private static final Pattern SIGNED =
      Pattern.compile(
          "\"fingerprint\":\"([0-9a-f]{16})\",.*\"carried\":[1-9][0-9]*,\"madeForOthers\":0,");

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void hasOneFingerprintForEachSalt(Jdk jdk) throws IOException {
    Map<String, String> one = discovered(jdk, "one");
    Map<String, String> other = discovered(jdk, "other");

    assertEquals(Set.of("http-url-connection", "okhttp"), one.keySet());
    assertEquals(1, new TreeSet<>(one.values()).size(), one.toString());
    assertNotEquals(one, other);
    assertEquals(one.keySet(), other.keySet());
  }

  /** The key's fingerprint by client that sent its signatures. */
  private Map<String, String> discovered(Jdk jdk, String salt) throws IOException {
    Path records = folder.resolve(salt);
    Path file = Files.writeString(folder.resolve(salt + ".salt"), salt + "\n");
    try (EveryHost hosts = new EveryHost()) {
      hosts.answer(request -> WireResponse.of(403, ""));
      List<String> options = new ArrayList<>(hosts.options());
      options.add(
          "-javaagent:"
              + AgentJar.path()
              + "=mode=discover,discover.salt=file:"
              + file
              + ",discover.report="
              + records);
      try (ProbeJvm jvm = ProbeJvm.start(jdk, "LibrariesProbe", List.of(), options, Map.of())) {
        jvm.send(call("StorageBefore12", "azure-storage/azure-storage-8.6.6"));
        jvm.send(call("Storage12", "azure-sdk/all").add("client", "okhttp"));
      }
    }
    String record = record(records);
    assertFalse(record.contains(KEY), record);
    Matcher signed = SIGNED.matcher(record);
    assertTrue(signed.find(), record);
    Map<String, String> used = new TreeMap<>();
    Matcher use = USED.matcher(record);
    while (use.find()) {
      used.put(use.group(1), use.group(2));
    }
    assertTrue(used.containsValue(signed.group(1)), record);
    return used;
  }

  private static Message call(String program, String libraries) {
    return new Message()
        .add("do", "call")
        .add("program", program)
        .add("classPath", AgentJar.frameworkPath(libraries).get(0))
        .add("classPath", AgentJar.frameworkPath(libraries).get(1))
        .add("operation", "blob")
        .add("credential", "key")
        .add("key", KEY)
        .add("sas", "")
        .add("source", "");
  }

  private static String record(Path records) throws IOException {
    try (Stream<Path> files = Files.list(records)) {
      return Files.readString(
          files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow());
    }
  }
}
