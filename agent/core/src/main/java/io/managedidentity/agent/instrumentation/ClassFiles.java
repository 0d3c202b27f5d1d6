package io.managedidentity.agent.instrumentation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Class files of the agent's own jar, as they are defined elsewhere than in the agent's loader. */
final class ClassFiles {
  private ClassFiles() {}

  /**
   * @param internalName such as {@code java/net/ManagedIdentityHooks}
   * @throws IOException also if the jar has no such class
   */
  static byte[] read(ClassLoader agent, String internalName) throws IOException {
    try (InputStream in = agent.getResourceAsStream(internalName + ".class")) {
      if (in == null) {
        throw new IOException("the agent's jar has no " + internalName);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
      return bytes.toByteArray();
    }
  }
}
