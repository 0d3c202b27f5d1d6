package io.managedidentity.agent.identity;

import io.managedidentity.agent.token.TokenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The file that Azure Arc's challenge names. An impostor at the endpoint's address could name any
 * file to have its content sent, so all of R-ARC is checked on the text as it came.
 */
final class ArcKeyFile {
  private static final String LINUX_FOLDER = "/var/opt/azcmagent/tokens/";
  private static final String WINDOWS_FOLDER = "\\AzureConnectedMachineAgent\\Tokens\\";
  private static final String EXTENSION = ".key";
  private static final int MAX_BYTES = 4096;

  private ArcKeyFile() {}

  /** The key, as it is to be sent. */
  static String read(Ask ask, String path) throws TokenException {
    String folder = folder(ask.host);
    if (folder == null) {
      throw refused(ask, "it is not supported on " + ask.host.environment.osName());
    }
    String fault = faultOf(path, folder, ask.host.isWindows());
    if (fault != null) {
      throw refused(ask, fault);
    }
    byte[] content;
    try {
      content = ask.host.files.read(path, MAX_BYTES + 1, false);
    } catch (IOException e) {
      throw refused(ask, "\"" + path + "\" cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    if (content.length > MAX_BYTES) {
      throw refused(ask, "\"" + path + "\" is larger than " + MAX_BYTES + " bytes");
    }
    String key = withoutLineEnd(new String(content, StandardCharsets.ISO_8859_1));
    if (key.isEmpty() || !TokenAnswer.isVisibleAscii(key)) {
      throw refused(ask, "\"" + path + "\" is empty or holds more than one line of text");
    }
    return ask.secret(key);
  }

  private static @Nullable String folder(SourceHost host) {
    if (host.isWindows()) {
      String data = host.variable("ProgramData");
      return (data == null ? "C:\\ProgramData" : data) + WINDOWS_FOLDER;
    }
    return host.isLinux() ? LINUX_FOLDER : null;
  }

  private static @Nullable String faultOf(String path, String folder, boolean isWindows) {
    String written = isWindows ? path.replace('/', '\\') : path;
    if (!written.regionMatches(isWindows, 0, folder, 0, folder.length())) {
      return "the file is not in the folder " + folder;
    }
    String name = written.substring(folder.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7F || c == '/' || c == '\\' || c == ':') {
        return "the file is not in the folder " + folder;
      }
    }
    int stem = name.length() - EXTENSION.length();
    return stem < 1 || !name.regionMatches(isWindows, stem, EXTENSION, 0, EXTENSION.length())
        ? "the file's name does not end in " + EXTENSION
        : null;
  }

  private static String withoutLineEnd(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }

  private static TokenException refused(Ask ask, String why) {
    return ask.failure(
            TokenErrorCode.MANAGED_IDENTITY_FILE_READ_ERROR,
            "The key file of Azure Arc's challenge was not read: " + why + ".",
            ask.host.isWindows()
                ? "Add the user of this process to \"Hybrid agent extension applications\" and"
                    + " start it again."
                : "Add the user of this process to the group himds and start it again.")
        .build();
  }
}
