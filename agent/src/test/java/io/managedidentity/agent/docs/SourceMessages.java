package io.managedidentity.agent.docs;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * All messages of the shipped code, read from its source: texts of three words or more, with the
 * parts that are put together there. Not counted are texts of pages, which have tests of their own,
 * texts that others' messages are searched for, those of exceptions that mean a fault of ours
 * ({@code AssertionError}, {@code IllegalStateException}), and {@link OthersWords}.
 */
final class SourceMessages {
  private static final Path ROOT = Path.of("..");

  /** Texts of the files that a report is, of the demonstration, and of services; of tinylog. */
  private static final List<String> NOT_MESSAGES =
      List.of(
          "agent.report.FlowPicture:",
          "agent.report.Grants:",
          "agent.report.LastStep:",
          "agent.report.Limit:",
          "agent.report.MappingFile:",
          "agent.report.Move:",
          "agent.report.Moves:",
          "agent.report.Page:",
          "agent.report.Reasons:",
          "agent.report.ReportHtml:",
          "agent.report.ReportMarkdown:",
          "agent.report.RoleIds:",
          "agent.report.RoleScripts:",
          "agent.report.Sentences:",
          "agent.report.ServerLog:",
          "agent.report.Statement:",
          "agent.report.StatementHtml:",
          "agent.report.Times:",
          "agent.demo.",
          "agent.config.ConfigOptions:",
          "agent.identity.TokenErrorCode:",
          "agent.refusal.Refusal:",
          "agent.log.FileSink:");

  private SourceMessages() {}

  /** Each text once, in the order of packages, classes and lines. */
  static List<SourceMessage> read() throws IOException {
    Set<String> ofOthers = OthersWords.read();
    return all().stream().filter(message -> !ofOthers.contains(message.text())).toList();
  }

  /** The same with the words of others. */
  static List<SourceMessage> all() throws IOException {
    Map<String, SourceMessage> messages = new LinkedHashMap<>();
    for (SourceMessage message : texts(sources())) {
      boolean isMessage = SourceMessage.words(message.text()) >= 3 && !message.runs().isEmpty();
      if (isMessage && NOT_MESSAGES.stream().noneMatch(message.place()::startsWith)) {
        messages.putIfAbsent(message.text(), message);
      }
    }
    return List.copyOf(messages.values());
  }

  private static List<Path> sources() throws IOException {
    List<Path> roots = new ArrayList<>();
    roots.add(ROOT.resolve("bootstrap"));
    roots.add(ROOT.resolve("agent/core"));
    try (Stream<Path> clients = Files.list(ROOT.resolve("agent/clients"))) {
      clients.sorted().forEach(roots::add);
    }
    List<Path> sources = new ArrayList<>();
    for (Path root : roots) {
      Path main = root.resolve("src/main/java");
      if (Files.isDirectory(main)) {
        try (Stream<Path> files = Files.walk(main)) {
          files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static List<SourceMessage> texts(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<SourceMessage> texts = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  problem -> {},
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        texts.addAll(new TextScanner(unit, positions).texts());
      }
    }
    return texts;
  }
}
