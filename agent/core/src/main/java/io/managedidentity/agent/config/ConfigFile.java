package io.managedidentity.agent.config;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the text of a configuration file: UTF-8, exactly, and no more than 16 MiB. */
final class ConfigFile {
  private final String name;
  private final Problems problems;
  private @Nullable FileContent content;

  ConfigFile(String name, Problems problems) {
    this.name = name;
    this.problems = problems;
  }

  /** The text, or null after a problem was reported. */
  @Nullable String read() {
    File file = new File(name);
    if (!file.exists()) {
      return refuseMissing();
    }
    if (!file.isFile()) {
      return refuse(
          file.isDirectory() ? "this is a directory" : "this is not a regular file",
          "Name the mapping file itself.");
    }
    if (file.length() > FileContent.MAX_BYTES) {
      return refuse(
          "the file is larger than 16 MiB",
          "Check that it is the mapping file; use patterns instead of long lists.");
    }
    FileContent read;
    try {
      read = FileContent.read(name);
    } catch (IOException e) {
      return refuse(
          "the file cannot be read (" + e.getClass().getSimpleName() + ")",
          "Give the user that runs the application the right to read it.");
    }
    return text(read);
  }

  private @Nullable String refuseMissing() {
    String encoding = System.getProperty("sun.jnu.encoding");
    if (encoding != null && !PathEncoding.canExpress(name, encoding)) {
      return refuse(
          "there is no such file, since its path holds characters that this JVM cannot express (sun.jnu.encoding is "
              + encoding
              + ")",
          "Start it in a UTF-8 locale, for example LC_ALL=C.UTF-8, or give the file an ASCII path.");
    }
    return refuse("there is no such file", "Check the path; the agent's user must see it.");
  }

  /** The text of what was read already, or null after a problem was reported. */
  @Nullable String text(FileContent read) {
    content = read;
    return read.bytes().length > FileContent.MAX_BYTES
        ? refuse("the file is larger than 16 MiB", "Check that it is the mapping file.")
        : decode(read.bytes());
  }

  /** What was read; null if nothing could be. */
  @Nullable FileContent content() {
    return content;
  }

  private @Nullable String decode(byte[] bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.length + 1);
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(input, text, true);
    text.flip();
    if (!result.isError()) {
      return text.toString();
    }
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i++) {
      column++;
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      }
    }
    problems.add(
        new ConfigProblem(
            name, line, column, "/", "the bytes here are not UTF-8", "Save the file as UTF-8."));
    return null;
  }

  private @Nullable String refuse(String what, String advice) {
    problems.add(new ConfigProblem(name, 1, 1, "/", what, advice));
    return null;
  }
}
