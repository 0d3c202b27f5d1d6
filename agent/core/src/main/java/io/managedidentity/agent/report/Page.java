package io.managedidentity.agent.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A page that needs nothing else: no script, no font, no picture from anywhere, and a policy that
 * forbids them all, since it shows texts of the network. Everything that is not markup is escaped.
 */
final class Page {
  private final Appendable out;

  private Page(Appendable out) {
    this.out = out;
  }

  static Page begin(Appendable out, String title) throws IOException {
    Page page = new Page(out);
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    page.raw(
        "style-src 'unsafe-inline'\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    page.raw("<title>").text(title).raw("</title>\n<style>\n").raw(style()).raw("</style>\n");
    page.raw("</head>\n<body>\n<h1>").text(title).raw("</h1>\n");
    return page;
  }

  void end() throws IOException {
    raw("</body>\n</html>\n");
  }

  /** Markup of this program. */
  Page raw(String markup) throws IOException {
    out.append(markup);
    return this;
  }

  Page text(String text) throws IOException {
    out.append(Escapes.html(text));
    return this;
  }

  Page heading(String text) throws IOException {
    return raw("<h2>").text(text).raw("</h2>\n");
  }

  Page paragraph(String text) throws IOException {
    return raw("<p>").text(text).raw("</p>\n");
  }

  /** A block of code; its line breaks are kept. */
  Page code(String text) throws IOException {
    raw("<pre><code>");
    String before = "";
    for (String line : text.split("\n", -1)) {
      raw(before).text(line);
      before = "\n";
    }
    return raw("</code></pre>\n");
  }

  Page list(Iterable<String> texts) throws IOException {
    raw("<ul>\n");
    for (String text : texts) {
      raw("<li>").text(text).raw("</li>\n");
    }
    return raw("</ul>\n");
  }

  Page tile(String number, String what) throws IOException {
    return raw("<li><b>").text(number).raw("</b>").text(what).raw("</li>\n");
  }

  Page beginTable(String... heads) throws IOException {
    raw("<div class=\"wide\"><table><thead><tr>");
    for (String head : heads) {
      raw("<th>").text(head).raw("</th>");
    }
    return raw("</tr></thead><tbody>\n");
  }

  Page endTable() throws IOException {
    return raw("</tbody></table></div>\n");
  }

  /** A cell; on a phone its name stands before it. */
  Page cell(String name, String text) throws IOException {
    if (text.isEmpty()) {
      return raw("<td></td>");
    }
    return raw("<td data-name=\"").text(name).raw("\">").text(text).raw("</td>");
  }

  Page number(String name, long number) throws IOException {
    raw("<td class=\"n\" data-name=\"").text(name).raw("\">");
    return raw(Long.toString(number)).raw("</td>");
  }

  Page wave(Move.Wave wave) throws IOException {
    raw("<td data-name=\"Wave\"><span class=\"wave ").raw(wave.label).raw("\">");
    return raw(wave.label).raw("</span></td>");
  }

  private static String style() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("the jar has no style of pages");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        bytes.write(part, 0, n);
      }
      return new String(bytes.toByteArray(), StandardCharsets.US_ASCII);
    }
  }
}
