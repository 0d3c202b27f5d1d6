package io.managedidentity.it.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a {@link WireServer} answers. */
public record WireResponse(
    int status, List<String> headers, String body, long delayMillis, boolean isCut) {
  public static WireResponse ok() {
    return of(200, "ok");
  }

  public static WireResponse of(int status, String body) {
    return new WireResponse(status, new ArrayList<>(), body, 0, false);
  }

  public static WireResponse redirect(int status, String location) {
    return of(status, "").with("Location: " + location);
  }

  /** The connection is closed without an answer. */
  public static WireResponse cut() {
    return new WireResponse(0, List.of(), "", 0, true);
  }

  public WireResponse with(String header) {
    List<String> more = new ArrayList<>(headers);
    more.add(header);
    return new WireResponse(status, more, body, delayMillis, isCut);
  }

  public WireResponse after(long millis) {
    return new WireResponse(status, headers, body, millis, isCut);
  }

  byte[] bytes() {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Reason\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    if (status != 101) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + content.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(content, 0, all, start.length, content.length);
    return all;
  }
}
