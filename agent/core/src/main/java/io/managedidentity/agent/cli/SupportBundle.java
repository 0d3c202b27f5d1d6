package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.attach.RunningAgent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.management.JMException;
import javax.management.openmbean.CompositeData;

/**
 * What somebody else needs to understand a running agent, and nothing that is a secret: no command
 * line, no system property, no request. Resource and identity of a token and the paths of files are
 * shown, also where they come from environment variables.
 */
final class SupportBundle {
  private static final int MOST_EXPLAINED = 100;

  /** Not what is set and removed: that is the mapping file's, which is masked. */
  private static final String[] SHOWN_OF_DECISION = {
    "host", "decision", "reason", "explanation", "mapping"
  };

  /** A problem of the configuration, which may repeat what is in the file. */
  private static final Pattern PROBLEM =
      Pattern.compile("((?:.*?:)?[0-9]+:[0-9]+: )(/.*?): .*", Pattern.DOTALL);

  /** The same of another channel. */
  private static final Pattern PROBLEM_OUTSIDE =
      Pattern.compile(
          "((?:[A-Z]+ )?(?:agent argument|system property|environment variable) .*?): .*",
          Pattern.DOTALL);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final RunningAgent agent;
  private final Map<String, String> entries = new LinkedHashMap<>();

  private SupportBundle(RunningAgent agent) {
    this.agent = agent;
  }

  /**
   * The entries by name.
   *
   * @param status as the command prints it
   */
  static Map<String, String> entries(RunningAgent agent, String pid, ObjectNode status)
      throws Exception {
    SupportBundle bundle = new SupportBundle(agent);
    bundle.add("status.json", withoutWhat(status));
    bundle.add("jvm.json", bundle.jvm());
    String file = status.path("configFile").asText();
    bundle.entries.put("configuration.json", configuration(Paths.get("/proc", pid), file));
    bundle.add("decisions.json", bundle.decisions(status));
    bundle.add("problems.json", bundle.problems());
    return bundle.entries;
  }

  /** Writes a file that is not there yet; a part of it does not stay. */
  static void write(Map<String, String> entries, Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    try {
      write(entries, out);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static void write(Map<String, String> entries, OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }

  private void add(String name, JsonNode content) throws IOException {
    entries.put(name, JSON.writeValueAsString(content));
  }

  private ObjectNode jvm() {
    ObjectNode jvm = JSON.createObjectNode();
    jvm.put("bundleMade", Instant.now().toString());
    for (String attribute :
        new String[] {"SpecVersion", "VmName", "VmVendor", "VmVersion", "StartTime", "Uptime"}) {
      add(jvm, "java.lang:type=Runtime", attribute);
    }
    for (String attribute : new String[] {"Name", "Version", "Arch", "AvailableProcessors"}) {
      add(jvm, "java.lang:type=OperatingSystem", attribute);
    }
    add(jvm, "java.lang:type=Threading", "ThreadCount");
    add(jvm, "java.lang:type=ClassLoading", "LoadedClassCount");
    add(jvm, "java.lang:type=Memory", "HeapMemoryUsage");
    return jvm;
  }

  private void add(ObjectNode jvm, String object, String attribute) {
    String name = object.substring(object.indexOf('=') + 1) + "." + attribute;
    try {
      jvm.set(name, OpenData.toJson(agent.ofJvm(object, attribute)));
    } catch (JMException | IOException e) {
      jvm.put(name, "not known: " + e.getClass().getName());
    }
  }

  /** The file as the process names it, which may be from another directory. */
  static String configuration(Path process, String file) {
    if (file.isEmpty()) {
      return JSON.createObjectNode().put("note", "there is no mapping file").toString();
    }
    try {
      byte[] content = Files.readAllBytes(found(process, file));
      return MaskedConfiguration.of(new String(content, StandardCharsets.UTF_8));
    } catch (IOException e) {
      String error = "it cannot be read: " + e.getClass().getName();
      return JSON.createObjectNode().put("error", error).toString();
    }
  }

  /** A process in a container has another root. */
  static Path found(Path process, String file) {
    Path path = Paths.get(file);
    if (!path.isAbsolute()) {
      Path directory = process.resolve("cwd");
      return Files.exists(directory) ? directory.resolve(file) : path;
    }
    Path root = path.getRoot();
    Path inside =
        root == null ? path : process.resolve("root").resolve(root.relativize(path).toString());
    return Files.exists(inside) ? inside : path;
  }

  /** What would happen to a request for each host that mappings name in full. */
  private ArrayNode decisions(ObjectNode status) throws Exception {
    ArrayNode decisions = JSON.createArrayNode();
    for (JsonNode mapping : status.path("mappings")) {
      for (JsonNode host : mapping.path("hosts")) {
        String name = host.asText().replace(":*", "");
        if (name.indexOf('*') < 0 && name.indexOf('$') < 0 && decisions.size() < MOST_EXPLAINED) {
          CompositeData answer = agent.explain("https://" + name + "/", "GET", new ArrayList<>());
          decisions.add(decision(answer));
        }
      }
    }
    return decisions;
  }

  static ObjectNode decision(CompositeData answer) {
    return OpenData.toJson(answer, SHOWN_OF_DECISION).retain(SHOWN_OF_DECISION);
  }

  private ArrayNode problems() throws Exception {
    ArrayNode problems = JSON.createArrayNode();
    List<String> lines = new ArrayList<>();
    OpenData.toJson(agent.attribute("LastProblems")).forEach(line -> lines.add(line.asText()));
    for (String line : lines) {
      int blank = line.indexOf(' ');
      ObjectNode row = problems.addObject();
      row.put("time", Instant.ofEpochMilli(Long.parseLong(line.substring(0, blank))).toString());
      row.put("message", place(line.substring(blank + 1)));
    }
    return problems;
  }

  /** The status, with the file's problems cut to their places. */
  private static ObjectNode withoutWhat(ObjectNode status) {
    ObjectNode copy = status.deepCopy();
    JsonNode file = copy.path("file");
    if (file.isObject()) {
      ArrayNode places = ((ObjectNode) file).putArray("problems");
      status.path("file").path("problems").forEach(line -> places.add(place(line.asText())));
    }
    return copy;
  }

  /** Place and pointer of a problem of the configuration; other lines as they are. */
  static String place(String line) {
    Matcher inFile = PROBLEM.matcher(line);
    if (inFile.matches()) {
      return inFile.group(1) + MaskedConfiguration.shown(inFile.group(2));
    }
    Matcher outside = PROBLEM_OUTSIDE.matcher(line);
    return outside.matches() ? outside.group(1) : line;
  }
}
