package io.managedidentity.agent.instrumentation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A relocated ("shaded") copy of a client: its packages start with another prefix than the
 * client's, or have one more in front. Its classes are woven under the names that they had before,
 * and the client's hook is loaded with the names that they have now. Names are in the constants of
 * a class file (JVMS 4.4), so only these are rewritten. Thread-safe.
 */
final class Relocation {
  private static final int UTF_8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int BEFORE_POOL = 8; // magic number and version

  private final String before;
  private final String now;
  private final @Nullable ClassLoader loader;
  private final Map<String, Boolean> relocated = new ConcurrentHashMap<>();

  /**
   * @param before prefix that the internal names had, with a closing slash, such as {@code
   *     org/apache/}; empty if the copy has one more in front
   * @param now prefix that they have, such as {@code com/example/shaded/}
   * @param loader of the copy
   */
  Relocation(String before, String now, @Nullable ClassLoader loader) {
    this.before = before;
    this.now = now;
    this.loader = loader;
  }

  /** The name that a class of the copy had before; other names unchanged. */
  private String original(String type) {
    return type.startsWith(now) ? before + type.substring(now.length()) : type;
  }

  /** The name that a class has now. */
  private String relocated(String type) {
    return isRelocated(type) ? now + type.substring(before.length()) : type;
  }

  /**
   * Whether the copy's loader has the class.
   *
   * @param type the name that it had before
   */
  boolean isThere(String type) {
    return loader != null && loader.getResource(relocated(type) + ".class") != null;
  }

  /**
   * Weaves a class of the copy.
   *
   * @param listed its name before
   */
  Weaver.Result weave(Weaver weaver, String listed, List<WovenMethod> methods, byte[] classFile)
      throws IOException {
    Weaver.Result result = weaver.weave(listed, methods, toOriginal(classFile));
    return new Weaver.Result(toRelocated(result.classFile), result.missing);
  }

  /** With the names that the copy's classes had before. */
  byte[] toOriginal(byte[] classFile) throws IOException {
    Map<String, String> met = new HashMap<>();
    return rewritten(
        classFile,
        new Renaming() {
          @Override
          String renamed(String name) throws IOException {
            String original = original(name);
            String other = met.put(original, name);
            if (other != null && !other.equals(name)) {
              throw new IOException("it names both " + name + " and " + other);
            }
            if (!original.equals(name)) {
              relocated.put(original, true);
            }
            return original;
          }
        });
  }

  /** With the names that they have now. */
  byte[] toRelocated(byte[] classFile) throws IOException {
    return rewritten(
        classFile,
        new Renaming() {
          @Override
          String renamed(String name) {
            return relocated(name);
          }
        });
  }

  /** A class of the hook; names that it compares as text, with dots, are rewritten too. */
  byte[] hookClass(byte[] classFile) throws IOException {
    return rewritten(
        classFile,
        new Renaming() {
          @Override
          String renamed(String name) {
            return name.indexOf('/') < 0
                ? relocated(name.replace('.', '/')).replace('/', '.')
                : relocated(name);
          }

          @Override
          boolean isDotted() {
            return true;
          }
        });
  }

  private boolean isRelocated(String type) {
    if (type.startsWith("java/")
        || type.startsWith("io/managedidentity/")
        || !type.startsWith(before)
        || loader == null) {
      return false;
    }
    Boolean known = relocated.get(type);
    if (known == null) {
      known = loader.getResource(now + type.substring(before.length()) + ".class") != null;
      relocated.put(type, known);
    }
    return known;
  }

  /** What a name becomes. */
  private abstract static class Renaming {
    abstract String renamed(String name) throws IOException;

    /** Whether names with dots in place of slashes are renamed as well. */
    boolean isDotted() {
      return false;
    }
  }

  private static byte[] rewritten(byte[] classFile, Renaming renaming) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length + 1024);
    DataOutputStream out = new DataOutputStream(bytes);
    copy(in, out, BEFORE_POOL);
    int count = in.readUnsignedShort();
    out.writeShort(count);
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      out.writeByte(tag);
      if (tag == UTF_8) {
        out.writeUTF(renamed(in.readUTF(), renaming));
      } else {
        copy(in, out, sizeOf(tag));
        i += tag == LONG || tag == DOUBLE ? 1 : 0; // these take two places (JVMS 4.4.5)
      }
    }
    copy(in, out, in.available());
    return bytes.toByteArray();
  }

  private static void copy(DataInputStream in, DataOutputStream out, int length)
      throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    out.write(bytes);
  }

  /** Of a constant without its tag (JVMS, table 4.4-A). */
  private static int sizeOf(int tag) throws IOException {
    switch (tag) {
      case 7: // class
      case 8: // string
      case 16: // method type
      case 19: // module
      case 20: // package
        return 2;
      case 15: // method handle
        return 3;
      case 3: // integer
      case 4: // float
      case 9: // field
      case 10: // method
      case 11: // method of an interface
      case 12: // name and type
      case 17: // dynamic
      case 18: // call site
        return 4;
      case LONG:
      case DOUBLE:
        return 8;
      default:
        throw new IOException("its constants have the unknown tag " + tag);
    }
  }

  /** A name itself, or the names in a descriptor or a signature (JVMS 4.3, 4.7.9.1). */
  private static String renamed(String text, Renaming renaming) throws IOException {
    if (text.indexOf('/') < 0) {
      boolean isName =
          renaming.isDotted() && text.indexOf('.') > 0 && isName(text.replace('.', '/'));
      return isName ? renaming.renamed(text) : text; // else it has no package
    }
    if (text.indexOf(';') < 0) {
      return isName(text) ? renaming.renamed(text) : text;
    }
    StringBuilder out = new StringBuilder(text.length() + 32);
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      out.append(c);
      at++;
      if (c == 'L' || c == 'T') {
        int end = endOfName(text, at);
        String name = text.substring(at, end);
        boolean isClass = c == 'L' && end < text.length() && text.charAt(end) != ':';
        out.append(isClass && isName(name) ? renaming.renamed(name) : name);
        at = end;
      }
    }
    return out.toString();
  }

  private static int endOfName(String text, int from) {
    int end = from;
    while (end < text.length() && ";<:>.".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '/' && !Character.isJavaIdentifierPart(c)) {
        return false;
      }
    }
    return true;
  }
}
