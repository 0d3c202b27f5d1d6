package io.managedidentity.agent.identity.peers;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** One request of the grid: who asks, as which identity, for what. */
record Cell(String peer, String identity, String resource) {
  private static final String MARK = "/mark/";

  /** Path of the request that announces it. */
  String path() {
    return MARK
        + peer
        + "/"
        + (identity.isEmpty() ? "-" : identity)
        + "/"
        + URLEncoder.encode(resource, StandardCharsets.UTF_8).replace("%", "~");
  }

  /** The cell that a path announces; null where it is no such path. */
  static Cell announcedBy(String path) {
    if (!path.startsWith(MARK)) {
      return null;
    }
    String[] parts = path.substring(MARK.length()).split("/", -1);
    return new Cell(
        parts[0], parts[1], URLDecoder.decode(parts[2].replace("~", "%"), StandardCharsets.UTF_8));
  }
}
