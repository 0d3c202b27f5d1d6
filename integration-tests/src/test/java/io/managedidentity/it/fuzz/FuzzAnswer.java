package io.managedidentity.it.fuzz;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a place answers. The query says it: {@code do=ok}, {@code chunked}, {@code redirect} with
 * {@code status} and {@code to}, {@code cut} (no answer), {@code die} (closed after the answer,
 * unannounced), {@code close} (announced), {@code slow} with {@code ms}.
 *
 * @param isCut closed without an answer
 * @param isLast closed after the answer
 */
record FuzzAnswer(int status, List<String> headers, String body, boolean isCut, boolean isLast) {
  static FuzzAnswer to(Arrival arrival) throws InterruptedException {
    String behaviour = parameter(arrival.target(), "do", "ok");
    String body =
        arrival.method()
            + " "
            + arrival.path()
            + " "
            + FormRule.withoutAuthentication(arrival).hashCode();
    switch (behaviour) {
      case "redirect":
        return new FuzzAnswer(
            Integer.parseInt(parameter(arrival.target(), "status", "302")),
            List.of("Location: " + parameter(arrival.target(), "to", "/")),
            "",
            false,
            false);
      case "cut":
        return new FuzzAnswer(0, List.of(), "", true, true);
      case "die":
        return new FuzzAnswer(200, List.of(), body, false, true);
      case "close":
        return new FuzzAnswer(200, List.of("Connection: close"), body, false, true);
      case "chunked":
        return new FuzzAnswer(200, List.of("Transfer-Encoding: chunked"), body, false, false);
      case "slow":
        Thread.sleep(Long.parseLong(parameter(arrival.target(), "ms", "20")));
        return new FuzzAnswer(200, List.of(), body, false, false);
      default:
        return new FuzzAnswer(200, List.of(), body, false, false);
    }
  }

  /** A token that was withdrawn. */
  static FuzzAnswer rejection() {
    return new FuzzAnswer(
        401, List.of("WWW-Authenticate: Bearer error=\"invalid_token\""), "rejected", false, false);
  }

  byte[] bytes(boolean isHead) {
    List<String> lines = new ArrayList<>(headers);
    boolean isChunked = lines.contains("Transfer-Encoding: chunked");
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    lines.add(0, "HTTP/1.1 " + status + " Reason");
    if (!isChunked) {
      lines.add("Content-Length: " + content.length);
    }
    String head = String.join("\r\n", lines) + "\r\n\r\n";
    String rest = isHead ? "" : isChunked ? chunked(content.length) : body;
    return (head + rest).getBytes(StandardCharsets.UTF_8);
  }

  private String chunked(int length) {
    return Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n";
  }

  private static String parameter(String target, String name, String otherwise) {
    for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return otherwise;
  }
}
