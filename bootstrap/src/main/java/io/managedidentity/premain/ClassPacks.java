package io.managedidentity.premain;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The agent's classes, read from the packs of its jar as each is first needed: one entry of the jar
 * for all classes of a phase (start, weaving, fetching) instead of one for each class. Written by
 * {@code ClassPacker} of the build. Thread-safe.
 */
final class ClassPacks {
  private static final String ROOT = "io/managedidentity/";
  private static final String SHADED = ROOT + "shaded/";
  private static final String AGENT = ROOT + "agent/";
  private static final String PREMAIN = ROOT + "premain/";

  private final JarFile jar;
  private final Map<String, SoftReference<Pack>> packs = new HashMap<>();

  /**
   * One pack in memory. A class is looked for in the pack's own index: a map of all classes would
   * cost more than the few of them that are used.
   */
  private static final class Pack {
    private static final int ENTRY = 12; // hash, offset, length

    final byte[] bytes;

    Pack(byte[] bytes) {
      this.bytes = bytes;
    }

    @Nullable ClassFile find(String name) {
      int hash = name.hashCode();
      int low = 0;
      int high = intAt(0) - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int at = 4 + middle * ENTRY;
        int found = intAt(at);
        if (found == hash) {
          int offset = intAt(at + 4);
          return isNamed(name, offset) ? new ClassFile(bytes, offset, intAt(at + 8)) : null;
        } else if (found < hash) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return null;
    }

    /** The name stands before the class file. */
    private boolean isNamed(String name, int offset) {
      int start = offset - name.length();
      return start >= 0
          && new String(bytes, start, name.length(), StandardCharsets.ISO_8859_1).equals(name);
    }

    private int intAt(int at) {
      return (bytes[at] << 24)
          | ((bytes[at + 1] & 0xFF) << 16)
          | ((bytes[at + 2] & 0xFF) << 8)
          | (bytes[at + 3] & 0xFF);
    }
  }

  /** A class file inside a pack's bytes. */
  static final class ClassFile {
    final byte[] bytes;
    final int offset;
    final int length;

    ClassFile(byte[] bytes, int offset, int length) {
      this.bytes = bytes;
      this.offset = offset;
      this.length = length;
    }
  }

  ClassPacks(JarFile jar) {
    this.jar = jar;
  }

  /**
   * @param name internal name of a class
   * @return its class file, or null if no pack has it
   */
  @Nullable ClassFile find(String name) throws IOException {
    Pack pack = pack(packOf(name));
    return pack == null ? null : pack.find(name);
  }

  /** The same rule as in {@code ClassPacker}. */
  private static String packOf(String name) {
    if (name.startsWith(SHADED)) {
      int end = name.indexOf('/', SHADED.length());
      return end < 0 ? "" : name.substring(SHADED.length(), end);
    }
    if (name.startsWith(AGENT)) {
      int end = name.indexOf('/', AGENT.length());
      String part = end < 0 ? "" : name.substring(AGENT.length(), end);
      boolean isOwn =
          part.equals("identity")
              || part.equals("catalogue")
              || part.equals("discovery")
              || part.equals("reload")
              || part.equals("management")
              || part.equals("attach")
              || part.equals("cli")
              || part.equals("report")
              || part.equals("refusal")
              || part.equals("shadow")
              || part.equals("jfr")
              || part.equals("demo");
      if (part.equals("instrumentation")) {
        return hookPack(name, end + 1);
      }
      if (part.equals("runtime") && name.startsWith("Discovery", end + 1)) {
        return "discovery";
      }
      if (part.equals("runtime") && name.startsWith("Shadow", end + 1)) {
        return "shadow";
      }
      return isOwn ? part : isForWork(part, name, end) ? "work" : "start";
    }
    if (name.startsWith(PREMAIN)) {
      return "premain";
    }
    return name.startsWith("java/") ? "instrumentation" : name.startsWith(ROOT) ? "demo" : "";
  }

  /** Only needed by programs that make requests: routes, tokens, the edit of a request. */
  private static boolean isForWork(String part, String name, int end) {
    if (part.equals("injection")) {
      return !name.startsWith("TokenInjector", end + 1);
    }
    return part.equals("routing")
        || part.equals("secrets")
        || (part.equals("token")
            && !name.startsWith("ManagedIdentityId", end + 1)
            && !name.startsWith("TokenRequest", end + 1));
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

  private synchronized @Nullable Pack pack(String name) throws IOException {
    SoftReference<Pack> kept = packs.get(name);
    Pack pack = kept == null ? null : kept.get();
    if (pack == null && !name.isEmpty()) {
      byte[] bytes = read("inst/" + name + ".pack");
      if (bytes != null) {
        pack = new Pack(bytes);
        packs.put(name, new SoftReference<>(pack)); // read again if memory was short
      }
    }
    return pack;
  }

  /** A whole entry of the jar, or null if there is none. */
  byte @Nullable [] read(String entryName) throws IOException {
    ZipEntry entry = jar.getEntry(entryName);
    if (entry == null) {
      return null;
    }
    byte[] bytes = new byte[(int) entry.getSize()];
    try (InputStream in = jar.getInputStream(entry)) {
      int length = 0;
      while (length < bytes.length) {
        int n = in.read(bytes, length, bytes.length - length);
        if (n < 0) {
          throw new IOException("the agent's jar is damaged at " + entryName);
        }
        length += n;
      }
    }
    return bytes;
  }
}
