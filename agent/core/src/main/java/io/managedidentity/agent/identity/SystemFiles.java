package io.managedidentity.agent.identity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;

/** Files of this machine. */
public final class SystemFiles implements FileAccess {
  @Override
  public boolean exists(String path) {
    try {
      return Files.exists(Paths.get(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public byte[] read(String path, int maxBytes, boolean followLinks) throws IOException {
    Path file;
    try {
      file = Paths.get(path);
    } catch (InvalidPathException e) {
      throw new IOException("this is not a file name", e);
    }
    LinkOption[] links =
        followLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    if (Files.exists(file, links) && !Files.isRegularFile(file, links)) {
      throw new IOException("not a regular file"); // a pipe would block, a link lead elsewhere
    }
    OpenOption[] options = new OpenOption[links.length + 1];
    options[0] = StandardOpenOption.READ;
    System.arraycopy(links, 0, options, 1, links.length);
    try (InputStream in = Files.newInputStream(file, options)) {
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      while (kept.size() < maxBytes) {
        int n = in.read(buffer, 0, Math.min(buffer.length, maxBytes - kept.size()));
        if (n < 0) {
          break;
        }
        kept.write(buffer, 0, n);
      }
      return kept.toByteArray();
    }
  }
}
