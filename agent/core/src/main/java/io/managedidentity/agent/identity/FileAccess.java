package io.managedidentity.agent.identity;

import java.io.IOException;

/** The few things that identity sources ask of the file system. Thread-safe. */
public interface FileAccess {
  /** Whether there is a file of that name that we may know of. */
  boolean exists(String path);

  /**
   * First bytes of a file.
   *
   * @param maxBytes the rest is not read
   * @param followLinks whether the name may be a symbolic link; if not, only a regular file is read
   */
  byte[] read(String path, int maxBytes, boolean followLinks) throws IOException;
}
