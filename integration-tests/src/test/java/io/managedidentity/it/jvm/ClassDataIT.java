package io.managedidentity.it.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.server.IdentityServer;
import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run that records class data leaves nothing behind that a later run could take for its own: no
 * thread, no deadline, no token. The later run fetches its own and injects it.
 */
class ClassDataIT {
  private static final int AOT_FROM = 25;
  private static final int ARCHIVE_FROM = 17;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void worksFromAnAotCacheThatWasTrainedWithIt(Jdk jdk) throws IOException {
    assumeTrue(jdk.version() >= AOT_FROM, "no AOT cache in one step before " + AOT_FROM);
    Path cache = folder.resolve("app.aot");
    try (WireServer api = WireServer.http("api");
        IdentityServer identity = new IdentityServer()) {
      ProgramRun.Outcome training = run(jdk, true, "-XX:AOTCacheOutput=" + cache, api, identity);
      assertTrue(Files.exists(cache), training.stdout() + training.stderr());
      api.clear();

      ProgramRun.Outcome later = run(jdk, true, "-XX:AOTCache=" + cache, api, identity);

      assertEquals(List.of("200 ok"), later.stdout().lines().toList(), later.stderr());
      assertEquals(
          List.of("Bearer token-alpha-2"),
          api.requests().stream().map(WireRequest::authorization).toList());
      assertFalse(later.stderr().contains("WARN"), later.stderr());
    }
  }

  @ParameterizedTest
  @MethodSource("io.managedidentity.it.jvm.Jdk#all")
  void worksWithAnArchiveThatWasRecordedWithoutIt(Jdk jdk) throws IOException {
    assumeTrue(jdk.version() >= ARCHIVE_FROM, "not tested before " + ARCHIVE_FROM);
    Path archive = folder.resolve("app.jsa");
    try (WireServer api = WireServer.http("api");
        IdentityServer identity = new IdentityServer()) {
      run(jdk, false, "-XX:ArchiveClassesAtExit=" + archive, api, identity);
      assertTrue(Files.exists(archive));
      api.clear();

      ProgramRun.Outcome later = run(jdk, true, "-XX:SharedArchiveFile=" + archive, api, identity);

      // 25 and 26 say on stdout, for any agent, that it adds the module java.instrument.
      List<String> lines = later.stdout().lines().toList();
      assertEquals("200 ok", lines.get(lines.size() - 1), later.stderr());
      assertEquals("Bearer token-alpha-1", api.requests().get(0).authorization());
    }
  }

  private ProgramRun.Outcome run(
      Jdk jdk, boolean hasAgent, String option, WireServer api, IdentityServer identity)
      throws IOException {
    ProgramRun run = ProgramRun.on(jdk).environment(identity.environment());
    if (hasAgent) {
      run.agent(Mapping.valid(folder).toString());
    }
    return run.options(option, "-cp", program().toString())
        .runCommand(
            "io.managedidentity.probe.CallProgram",
            "io.managedidentity.probe.UrlConnectionProbe",
            "http://127.0.0.1:" + api.port() + "/orders");
  }

  /** Class data is recorded of jars only, so the programs are put into one. */
  private Path program() throws IOException {
    Path jar = folder.resolve("program.jar");
    if (Files.exists(jar)) {
      return jar;
    }
    Path classes = Path.of(AgentJar.programs());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      for (Path source : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(source).toString()));
        Files.copy(source, out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
