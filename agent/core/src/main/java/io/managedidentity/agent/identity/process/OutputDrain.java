package io.managedidentity.agent.identity.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads one output of a program on a thread of its own, so that neither a full pipe stops the
 * program nor a silent one stops us. Keeps the first mebibyte.
 */
final class OutputDrain extends Thread {
  private static final int MAX_BYTES = 1 << 20;

  private final InputStream in;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  OutputDrain(String name, InputStream in) {
    super(name);
    this.in = in;
    setDaemon(true);
  }

  @Override
  public void run() {
    byte[] buffer = new byte[4096];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        keep(buffer, n);
      }
    } catch (IOException e) {
      return; // the program was stopped; what came until then is kept
    }
  }

  private synchronized void keep(byte[] buffer, int length) {
    kept.write(buffer, 0, Math.min(length, MAX_BYTES - kept.size()));
  }

  synchronized String text() {
    return new String(kept.toByteArray(), StandardCharsets.UTF_8);
  }
}
