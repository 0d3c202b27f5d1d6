package io.managedidentity.agent.instrumentation.axis;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.WireEdit;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Request line and headers as Axis writes them. Immutable. */
final class RequestHead {
  final String method;
  final String target;
  private final String text;
  private final int targetEnd;
  private final int lineEnd;

  private RequestHead(String text, int methodEnd, int targetEnd, int lineEnd) {
    this.text = text;
    this.method = text.substring(0, methodEnd);
    this.target = text.substring(methodEnd + 1, targetEnd);
    this.targetEnd = targetEnd;
    this.lineEnd = lineEnd;
  }

  /** Null if it has no such line. */
  static @Nullable RequestHead of(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int lineEnd = text.indexOf("\r\n");
    int methodEnd = text.indexOf(' ');
    int targetEnd = lineEnd < 0 ? -1 : text.lastIndexOf(' ', lineEnd);
    return methodEnd < 0 || targetEnd <= methodEnd
        ? null
        : new RequestHead(text, methodEnd, targetEnd, lineEnd);
  }

  /** Null if a line is not as Axis writes it. */
  @Nullable HeaderList headers() {
    HeaderList headers = new HeaderList();
    int at = lineEnd + 2;
    for (int end = text.indexOf("\r\n", at); end > at; end = text.indexOf("\r\n", at)) {
      int colon = text.indexOf(':', at);
      if (colon < 0 || colon > end) {
        return null;
      }
      headers.add(text.substring(at, colon), text.substring(colon + 1, end).trim());
      at = end + 2;
    }
    return at + 2 == text.length() ? headers : null;
  }

  byte[] edited(WireEdit edit) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(edit.target());
    head.append(text, targetEnd, lineEnd).append("\r\n");
    HeaderList headers = edit.headers();
    for (int i = 0; i < headers.size(); i++) {
      head.append(headers.name(i)).append(": ").append(headers.value(i)).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
