package io.managedidentity.agent.target;

/**
 * A path as a mapping names it: {@code *} stands for any characters within a segment, {@code **}
 * for any characters at all, slashes included; both may stand for nothing. So {@code /v2/**} covers
 * {@code /v2/} and {@code /v2/a/b}, not {@code /v2}. Case matters. Immutable.
 */
public final class PathPattern {
  private final String text;
  private final String written;
  private final String compiled;

  private PathPattern(String text, String written, String compiled) {
    this.text = text;
    this.written = written;
    this.compiled = compiled;
  }

  /**
   * Reads a pattern.
   *
   * @throws PatternException says what is wrong and what to write instead
   */
  public static PathPattern parse(String text) throws PatternException {
    return parse(text, text);
  }

  /**
   * @param written what {@link #toString} returns: the same with placeholders
   */
  public static PathPattern parse(String text, String written) throws PatternException {
    if (!text.startsWith("/")) {
      throw new PatternException(
          "the path \"" + text + "\" does not begin with \"/\"",
          "Write the path from the root of the host, for example /v2/**.");
    }
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      throw new PatternException(
          "the path \"" + text + "\" contains a query or a fragment",
          "Write the path alone: a mapping does not look at the query.");
    }
    if (text.indexOf("***") >= 0) {
      throw new PatternException(
          "the path \"" + text + "\" contains \"***\"",
          "Write \"*\" for characters within a segment or \"**\" for any characters.");
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 127) {
        throw new PatternException(
            "the path contains a blank, a control character or a non-ASCII character",
            "Write it percent-encoded in UTF-8, as it is sent: %20 for a blank.");
      }
    }
    if (RawPath.formOf(text, text.length()) != RawPath.Form.PLAIN) {
      throw new PatternException(
          "the path \"" + text + "\" can be read in more than one way",
          "Leave out dot segments, empty segments, backslashes, \";\", and percent codes of"
              + " letters, digits and of . / \\ ; %; write other percent codes in upper case.");
    }
    return new PathPattern(text, written, Glob.compile(text));
  }

  /** The pattern itself. */
  public String text() {
    return text;
  }

  /**
   * What every matching path starts with: the whole pattern if it has no wildcard, else all up to
   * the last slash before the first wildcard.
   */
  public String literalBeginning() {
    int wildcard = text.indexOf('*');
    return wildcard < 0 ? text : text.substring(0, text.lastIndexOf('/', wildcard) + 1);
  }

  /** Whether the characters up to {@code end} of a path match; see {@link RawPath}. */
  public boolean matches(String path, int end) {
    return Glob.matches(compiled, path, 0, end, '/', false);
  }

  @Override
  public String toString() {
    return written;
  }
}
