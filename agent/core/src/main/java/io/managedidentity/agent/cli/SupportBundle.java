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
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.management.JMException;
import javax.management.openmbean.CompositeData;

/**
 * What somebody else needs to understand a running agent, and nothing that is a secret: no command
 * line, no system property, no variable's value, no request.
 */
final class SupportBundle {
  private static final int MOST_EXPLAINED = 100;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final RunningAgent agent;
  private final String pid;
  private final Map<String, String> entries = new LinkedHashMap<>();

  private SupportBundle(RunningAgent agent, String pid) {
    this.agent = agent;
    this.pid = pid;
  }

  /**
   * The entries by name.
   *
   * @param status as the command prints it
   */
  static Map<String, String> entries(RunningAgent agent, String pid, ObjectNode status)
      throws Exception {
    SupportBundle bundle = new SupportBundle(agent, pid);
    bundle.add("status.json", status);
    bundle.add("jvm.json", bundle.jvm());
    String file = status.path("configFile").asText();
    bundle.entries.put("configuration.json", bundle.configuration(file));
    bundle.add("decisions.json", bundle.decisions(status));
    bundle.add("problems.json", bundle.problems());
    return bundle.entries;
  }

  /** Writes a file that is not there yet. */
  static void write(Map<String, String> entries, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        ZipOutputStream zip = new ZipOutputStream(out)) {
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
  private String configuration(String file) throws IOException {
    if (file.isEmpty()) {
      return JSON.createObjectNode().put("note", "there is no mapping file").toString();
    }
    Path directory = Paths.get("/proc", pid, "cwd");
    Path path = Paths.get(file);
    Path found = !path.isAbsolute() && Files.exists(directory) ? directory.resolve(file) : path;
    try {
      return MaskedConfiguration.of(new String(Files.readAllBytes(found), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return JSON.createObjectNode().put("error", "it cannot be read: " + e.getClass()).toString();
    }
  }

  /** What would happen to a request for each host that mappings name in full. */
  private ArrayNode decisions(ObjectNode status) throws Exception {
    ArrayNode decisions = JSON.createArrayNode();
    for (JsonNode mapping : status.path("mappings")) {
      for (JsonNode host : mapping.path("hosts")) {
        String name = host.asText().replace(":*", "");
        if (name.indexOf('*') < 0 && name.indexOf('$') < 0 && decisions.size() < MOST_EXPLAINED) {
          CompositeData answer = agent.explain("https://" + name + "/", "GET", new ArrayList<>());
          decisions.add(OpenData.toJson(answer, "host", "decision", "reason", "explanation"));
        }
      }
    }
    return decisions;
  }

  private ArrayNode problems() throws Exception {
    ArrayNode problems = JSON.createArrayNode();
    List<String> lines = new ArrayList<>();
    OpenData.toJson(agent.attribute("LastProblems")).forEach(line -> lines.add(line.asText()));
    for (String line : lines) {
      int blank = line.indexOf(' ');
      ObjectNode row = problems.addObject();
      row.put("time", Instant.ofEpochMilli(Long.parseLong(line.substring(0, blank))).toString());
      row.put("message", line.substring(blank + 1));
    }
    return problems;
  }
}
