package io.managedidentity.it.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * A copy of the agent's jar in which some classes are others. The form of a pack is told at {@code
 * ClassPacker}.
 */
final class PackedClasses {
  private static final int ENTRY = 12; // hash, offset, length

  private PackedClasses() {}

  /**
   * @param classes class files by internal name
   */
  static void copy(Path jar, Path copy, Map<String, byte[]> classes) throws IOException {
    Map<String, byte[]> rest = new TreeMap<>(classes);
    try (JarFile from = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(copy);
        JarOutputStream to = new JarOutputStream(file)) {
      for (JarEntry entry : from.stream().toList()) {
        to.putNextEntry(new JarEntry(entry.getName()));
        try (InputStream in = from.getInputStream(entry)) {
          byte[] content = in.readAllBytes();
          to.write(entry.getName().endsWith(".pack") ? replaced(content, rest) : content);
        }
      }
    }
    if (!rest.isEmpty()) {
      throw new IllegalStateException("not in the packs: " + rest.keySet());
    }
  }

  /** Takes out of {@code rest} what it found. */
  private static byte[] replaced(byte[] pack, Map<String, byte[]> rest) throws IOException {
    Map<Integer, byte[]> named = new TreeMap<>(); // by hash: the name, then the class file
    Map<Integer, Integer> lengths = new TreeMap<>();
    ByteBuffer buffer = ByteBuffer.wrap(pack);
    int count = buffer.getInt();
    int previous = 4 + ENTRY * count;
    Map<Integer, int[]> byOffset = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int hash = buffer.getInt();
      int offset = buffer.getInt();
      byOffset.put(offset, new int[] {hash, buffer.getInt()});
    }
    for (Map.Entry<Integer, int[]> place : byOffset.entrySet()) {
      int offset = place.getKey();
      int hash = place.getValue()[0];
      int length = place.getValue()[1];
      byte[] name = Arrays.copyOfRange(pack, previous, offset);
      byte[] file = classFile(name, rest);
      if (file == null) {
        file = Arrays.copyOfRange(pack, offset, offset + length);
      }
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.write(name);
      both.write(file);
      named.put(hash, both.toByteArray());
      lengths.put(hash, file.length);
      previous = offset + length;
    }
    addNestedOf(named, lengths, rest);
    return packed(named, lengths);
  }

  /** Classes that an edit made new go where the class is that holds them. */
  private static void addNestedOf(
      Map<Integer, byte[]> named, Map<Integer, Integer> lengths, Map<String, byte[]> rest) {
    for (String name : new ArrayList<>(rest.keySet())) {
      int dollar = name.indexOf('$');
      if (dollar > 0 && named.containsKey(name.substring(0, dollar).hashCode())) {
        byte[] file = rest.remove(name);
        byte[] both =
            Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), name.length() + file.length);
        System.arraycopy(file, 0, both, name.length(), file.length);
        named.put(name.hashCode(), both);
        lengths.put(name.hashCode(), file.length);
      }
    }
  }

  private static byte[] classFile(byte[] name, Map<String, byte[]> rest) {
    return rest.remove(new String(name, StandardCharsets.US_ASCII));
  }

  private static byte[] packed(Map<Integer, byte[]> named, Map<Integer, Integer> lengths)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(named.size());
    int end = 4 + ENTRY * named.size();
    for (Map.Entry<Integer, byte[]> entry : named.entrySet()) {
      end += entry.getValue().length;
      int length = lengths.get(entry.getKey());
      out.writeInt(entry.getKey());
      out.writeInt(end - length);
      out.writeInt(length);
    }
    for (byte[] both : named.values()) {
      out.write(both);
    }
    return bytes.toByteArray();
  }
}
