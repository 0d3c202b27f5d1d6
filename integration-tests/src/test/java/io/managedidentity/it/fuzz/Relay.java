package io.managedidentity.it.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.ExecutorService;

/** Bytes between a client and a place, as tunnels pass them. */
final class Relay {
  private Relay() {}

  /** Until one side closes, and then closes the other; {@code origin} in any case. */
  static void between(InputStream in, OutputStream out, Socket origin, ExecutorService threads)
      throws IOException {
    try (origin) {
      origin.setTcpNoDelay(true);
      threads.execute(() -> forward(in, origin));
      byte[] buffer = new byte[8192];
      InputStream answers = origin.getInputStream();
      for (int n = answers.read(buffer); n >= 0; n = answers.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    }
  }

  private static void forward(InputStream in, Socket origin) {
    try (origin) {
      OutputStream out = origin.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      return; // one side closed
    }
  }
}
