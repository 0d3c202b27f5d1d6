package io.managedidentity.agent.identity.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one HTTP/1.x response (RFC 9112) and no more than a bound of it. An answer that is not HTTP
 * is an {@link IOException}, like a broken connection: the caller retries. For one thread and one
 * response.
 */
final class ResponseReader {
  /** Longest body kept (R-NET). */
  static final int MAX_BODY_BYTES = 1 << 20;

  /** Longest status line and header section, trailers and chunk heads included. */
  static final int MAX_HEAD_BYTES = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[8192];
  private final StringBuilder line = new StringBuilder(128);
  private final List<String> headers = new ArrayList<>();
  private ByteArrayOutputStream body = new ByteArrayOutputStream(256);
  private int position;
  private int end;
  private int headLeft = MAX_HEAD_BYTES;
  private int status;
  private boolean cut;

  ResponseReader(InputStream in) {
    this.in = in;
  }

  void read(EndpointRequest request) throws IOException {
    do {
      headers.clear();
      readStatusLine();
      readHeaders(headers);
    } while (status < 200);
    if (status != 204 && status != 304 && request.isRead(status)) {
      readBody();
    }
  }

  int status() {
    return status;
  }

  List<String> headers() {
    return headers;
  }

  byte[] body() {
    return body.toByteArray();
  }

  boolean isCut() {
    return cut;
  }

  private void readStatusLine() throws IOException {
    String text = readLine();
    if (!text.startsWith("HTTP/1.") || text.length() < 12 || text.charAt(8) != ' ') {
      throw new IOException("the answer is not HTTP/1.1");
    }
    status = digits(text.substring(9, 12), 10);
    if (status < 100 || (text.length() > 12 && text.charAt(12) != ' ')) {
      throw new IOException("the answer has no status");
    }
  }

  private void readHeaders(List<String> to) throws IOException {
    for (String text = readLine(); !text.isEmpty(); text = readLine()) {
      int colon = text.indexOf(':');
      if (colon <= 0 || text.charAt(0) == ' ' || text.charAt(0) == '\t') {
        throw new IOException("the answer has a malformed header line");
      }
      to.add(text.substring(0, colon).trim());
      to.add(text.substring(colon + 1).trim());
    }
  }

  private void readBody() throws IOException {
    String coding = header("Transfer-Encoding");
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new IOException("the answer has an unknown transfer coding");
      }
      readChunks();
      return;
    }
    String length = header("Content-Length");
    if (length == null) {
      copy(Long.MAX_VALUE, true);
      return;
    }
    int announced = length.length() > 9 ? Integer.MAX_VALUE : digits(length, 10);
    if (announced < 0) {
      throw new IOException("the answer has a malformed Content-Length");
    }
    copy(announced, false);
  }

  private void readChunks() throws IOException {
    while (!cut) {
      String head = readLine();
      int extension = head.indexOf(';');
      String size = (extension < 0 ? head : head.substring(0, extension)).trim();
      int announced = size.length() > 7 ? Integer.MAX_VALUE : digits(size, 16);
      if (announced < 0) {
        throw new IOException("the answer has a malformed chunk");
      }
      if (announced == 0) {
        readHeaders(new ArrayList<String>());
        return;
      }
      copy(announced, false);
      if (!cut && !readLine().isEmpty()) {
        throw new IOException("the answer has a malformed chunk");
      }
    }
  }

  private void copy(long announced, boolean endsWithConnection) throws IOException {
    long left = announced;
    while (left > 0) {
      if (position == end && !fill()) {
        if (endsWithConnection) {
          return;
        }
        throw new EOFException("the connection was closed before the end of the answer");
      }
      int part = (int) Math.min(left, end - position);
      int room = MAX_BODY_BYTES - body.size();
      body.write(buffer, position, Math.min(part, room));
      if (part > room) {
        cut = true;
        return;
      }
      position += part;
      left -= part;
    }
  }

  private @Nullable String header(String name) throws IOException {
    String found = null;
    for (int i = 0; i < headers.size(); i += 2) {
      if (headers.get(i).equalsIgnoreCase(name)) {
        String value = headers.get(i + 1);
        if (found != null && !found.equals(value)) {
          throw new IOException("the answer has two " + name.toLowerCase(Locale.ROOT) + " headers");
        }
        found = value;
      }
    }
    return found;
  }

  private String readLine() throws IOException {
    line.setLength(0);
    while (true) {
      if (position == end && !fill()) {
        throw new EOFException("the connection was closed before the end of the answer");
      }
      if (--headLeft < 0) {
        throw new IOException("the answer has a header section of more than 64 KiB");
      }
      char c = (char) (buffer[position++] & 0xFF); // ISO-8859-1, as RFC 9110 section 5.5 allows
      if (c == '\n') {
        int last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
          line.setLength(last);
        }
        return line.toString();
      }
      line.append(c);
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  private static int digits(String text, int radix) {
    if (text.isEmpty()) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }
}
