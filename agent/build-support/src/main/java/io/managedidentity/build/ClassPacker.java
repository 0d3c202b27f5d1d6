package io.managedidentity.build;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes class files into packs, one for each phase of the agent's life that needs its classes
 * together. Reading a pack is one entry of the jar; reading its classes one by one costs 0.3 ms
 * each in a cold JVM, more than defining them.
 *
 * <p>A pack: number of classes (int); then for each, in the order of the hash of its internal name,
 * that hash, and the offset and length of its class file (int each); then for each its internal
 * name (ASCII) directly before its class file. So a reader finds a class without making anything of
 * the others. Read by {@code ClassPacks} in {@code bootstrap}.
 */
public final class ClassPacker {
  private static final String ROOT = "io/managedidentity/";
  private static final int ENTRY = 12; // hash, offset, length

  private ClassPacker() {}

  /** Arguments: folder with class files, folder to write to. */
  public static void main(String[] args) throws IOException {
    Path from = Paths.get(args[0]);
    Path to = Paths.get(args[1]);
    Files.createDirectories(to);
    Map<String, List<String>> packs = new TreeMap<>();
    for (String name : classNames(from)) {
      packs.computeIfAbsent(packOf(name), key -> new ArrayList<>()).add(name);
    }
    for (Map.Entry<String, List<String>> pack : packs.entrySet()) {
      Files.write(to.resolve(pack.getKey() + ".pack"), packed(from, pack.getValue()));
    }
  }

  /**
   * The same rule as in {@code ClassPacks}; {@code AgentJarContentsIT} loads every class, so a
   * difference shows.
   */
  static String packOf(String name) {
    if (name.startsWith(ROOT + "shaded/")) {
      int end = name.indexOf('/', (ROOT + "shaded/").length());
      return name.substring((ROOT + "shaded/").length(), end);
    }
    if (name.startsWith(ROOT + "agent/")) {
      int end = name.indexOf('/', (ROOT + "agent/").length());
      String part = end < 0 ? "" : name.substring((ROOT + "agent/").length(), end);
      switch (part) {
        case "instrumentation":
          return hookPack(name, end + 1);
        case "identity":
        case "catalogue":
        case "discovery":
        case "reload":
        case "management":
        case "attach":
        case "cli":
        case "report":
        case "refusal":
        case "shadow":
        case "jfr":
        case "demo":
          return part;
        case "runtime":
          return name.startsWith("Discovery", end + 1)
              ? "discovery"
              : name.startsWith("Shadow", end + 1) ? "shadow" : "start";
        default:
          return isForWork(part, name) ? "work" : "start";
      }
    }
    if (name.startsWith(ROOT + "premain/")) {
      return "premain";
    }
    return name.startsWith("java/") ? "instrumentation" : "demo";
  }

  /** What no program needs that makes no request: routes, tokens, the edit of a request. */
  private static boolean isForWork(String part, String name) {
    switch (part) {
      case "routing":
      case "secrets":
        return true;
      case "injection":
        return !name.startsWith(ROOT + "agent/injection/TokenInjector");
      case "token":
        return !name.startsWith(ROOT + "agent/token/ManagedIdentityId")
            && !name.startsWith(ROOT + "agent/token/TokenRequest");
      default:
        return false;
    }
  }

  /** A hook comes with its client; those of the JDK's clients with the weaver. */
  private static String hookPack(String name, int start) {
    int end = name.indexOf('/', start);
    String client = end < 0 ? "" : name.substring(start, end);
    boolean isJdk =
        client.isEmpty()
            || client.equals("urlconnection")
            || client.equals("javahttpclient")
            || client.equals("connections");
    return isJdk ? "instrumentation" : "hook-" + client;
  }

  private static List<String> classNames(Path from) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      List<String> names =
          files
              .map(file -> from.relativize(file).toString().replace('\\', '/'))
              .filter(file -> file.endsWith(".class"))
              .map(file -> file.substring(0, file.length() - ".class".length()))
              .collect(Collectors.toList());
      Collections.sort(names);
      return names;
    }
  }

  /** Class files in the order of their names, where they compress best. */
  private static byte[] packed(Path from, List<String> names) throws IOException {
    int begin = 4 + ENTRY * names.size();
    ByteArrayOutputStream files = new ByteArrayOutputStream();
    TreeMap<Integer, int[]> places = new TreeMap<>();
    for (String name : names) {
      byte[] classFile = Files.readAllBytes(from.resolve(name + ".class"));
      files.write(name.getBytes(StandardCharsets.US_ASCII));
      int[] place = {begin + files.size(), classFile.length};
      if (places.put(name.hashCode(), place) != null) {
        throw new IOException("the name " + name + " has the hash of another; rename the class");
      }
      files.write(classFile);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(places.size());
    for (Map.Entry<Integer, int[]> entry : places.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeInt(entry.getValue()[0]);
      out.writeInt(entry.getValue()[1]);
    }
    files.writeTo(bytes);
    return bytes.toByteArray();
  }
}
