package io.managedidentity.it.explain;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.probe.Message;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of one request. */
final class Wire {
  static final String TOKEN = "token~";

  /** In a word. */
  enum Fate {
    WITH_TOKEN,
    AS_MADE,
    FAILED,
    ANSWERED_INSIDE,
    /** Its client did not send it, for a reason of its own. */
    NOT_SENT,
    /** Neither with a token nor as the application made it. */
    SPOILED
  }

  final Message call;
  final Message answer;
  final Fate fate;

  /** The first sending; null if there was none. */
  final WireRequest sent;

  private Wire(Message call, Message answer, Fate fate, WireRequest sent) {
    this.call = call;
    this.answer = answer;
    this.fate = fate;
    this.sent = sent;
  }

  /**
   * @param arrived what came of it, in order; the first decides, since a repeated one has an answer
   *     before it
   */
  static Wire of(Message call, Message answer, List<WireRequest> arrived) {
    boolean isRefused =
        answer.all("message").stream()
            .anyMatch(message -> message.contains("Managed Identity Agent, mapping"));
    if (arrived.isEmpty()) {
      boolean isInside = answer.has("status") && answer.get("status").equals("200");
      return new Wire(
          call,
          answer,
          isRefused ? Fate.FAILED : isInside ? Fate.ANSWERED_INSIDE : Fate.NOT_SENT,
          null);
    }
    WireRequest first = arrived.get(0);
    boolean hasToken = (decoded(first.head()) + decoded(first.body())).contains(TOKEN);
    return new Wire(
        call,
        answer,
        hasToken ? Fate.WITH_TOKEN : isAsMade(call, first) ? Fate.AS_MADE : Fate.SPOILED,
        first);
  }

  private static boolean isAsMade(Message call, WireRequest sent) {
    List<String> missing = new ArrayList<>();
    for (String header : call.all("header")) {
      int colon = header.indexOf(": ");
      String name = header.substring(0, colon);
      if (!name.equals("Host") && !sent.headers(name).contains(header.substring(colon + 2))) {
        missing.add(header);
      }
    }
    return missing.isEmpty()
        && sent.method().equals(call.get("method"))
        && call.get("url").endsWith(target(sent))
        && sent.body().equals(call.get("body", ""));
  }

  /** Path and query, also of a whole URL, as a proxy gets it. */
  static String target(WireRequest sent) {
    String target = sent.target();
    return target.startsWith("/") ? target : target.replaceFirst("^[a-z]+://[^/]*", "");
  }

  /** Values of a header whose name may have any case. */
  String header(String name) {
    return String.join(" | ", sent.headers(name.toLowerCase(Locale.ROOT)));
  }

  static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return text; // a percent sign of its own
    }
  }

  @Override
  public String toString() {
    return fate
        + "\n  call   "
        + call
        + "\n  answer "
        + answer
        + "\n  sent   "
        + (sent == null ? "nothing" : sent.head().replace("\r\n", " | ") + " " + sent.body());
  }
}
