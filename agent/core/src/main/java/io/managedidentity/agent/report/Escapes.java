package io.managedidentity.agent.report;

/**
 * Texts of records for the files that name them. Hosts, paths and names come from the network and
 * from other hosts, so each writer has its own rule, and none writes one as it is.
 */
final class Escapes {
  private static final String[] SCHEMES = {"http", "https", "ftp", "mailto", "xmpp", "javascript"};

  private Escapes() {}

  /** For text and attributes in double quotes of HTML and SVG. */
  static String html(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<':
          out.append("&lt;");
          break;
        case '>':
          out.append("&gt;");
          break;
        case '&':
          out.append("&amp;");
          break;
        case '"':
          out.append("&quot;");
          break;
        case '\'':
          out.append("&#39;");
          break;
        default:
          out.append(visible(c));
      }
    }
    return out.toString();
  }

  /** A code span of Markdown, which a table may hold: nothing in it is markup. */
  static String code(String text) {
    String line = line(text).replace('`', '\'').replace("|", "\\|").trim();
    return line.isEmpty() ? "" : "`" + line + "`";
  }

  /** Words in Markdown, escaped where they could be markup, HTML, a link or a mention. */
  static String markdown(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("\\`*_[]()<>#!|~&$:@".indexOf(c) >= 0 && !isPlain(text, i)) {
        out.append('\\');
      }
      out.append(visible(c));
    }
    return out.toString();
  }

  /** Characters of sentences that mean nothing where they stand. */
  private static boolean isPlain(String text, int at) {
    char c = text.charAt(at);
    if (c == ':') {
      return !isLink(text, at);
    }
    return (c == '(' || c == ')' || c == '$') && (at == 0 || text.charAt(at - 1) != ']');
  }

  /** Whether renderers make a link of what ends with that colon, though nothing marks it. */
  private static boolean isLink(String text, int colon) {
    for (String scheme : SCHEMES) {
      if (text.regionMatches(true, colon - scheme.length(), scheme, 0, scheme.length())) {
        return true;
      }
    }
    return false;
  }

  /** In single quotes of a POSIX shell, where only the quote itself is special. */
  static String shell(String text) {
    return "'" + line(text).replace("'", "'\\''") + "'";
  }

  /** In single quotes of Bicep. */
  static String bicep(String text) {
    return "'" + line(text).replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${") + "'";
  }

  /** In double quotes of Terraform's language. */
  static String terraform(String text) {
    return "\""
        + line(text)
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("${", "$${")
            .replace("%{", "%%{")
        + "\"";
  }

  /** A text of JSON, with its quotes. */
  static String json(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ' || isHidden(c) || (Character.isSurrogate(c) && !isPair(text, i))) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** One line for a comment: nothing in it ends the line or turns its direction. */
  static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      out.append(visible(text.charAt(i)));
    }
    return out.toString();
  }

  /**
   * A name in a folder, an identifier of Bicep and Terraform: letters, digits and what is given.
   */
  static String word(String text, String alsoAllowed) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPlain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || alsoAllowed.indexOf(c) >= 0;
      out.append(isPlain ? c : '_');
    }
    return out.toString();
  }

  private static boolean isPair(String text, int at) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c)
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  private static char visible(char c) {
    return c < ' ' || isHidden(c) ? '\uFFFD' : c;
  }

  /** Controls, line separators, and what turns the direction of a text or is not seen at all. */
  private static boolean isHidden(char c) {
    return (c >= 0x7F && c < 0xA0)
        || (c >= 0x200B && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x206F)
        || c == 0xFEFF
        || c == 0x061C;
  }
}
