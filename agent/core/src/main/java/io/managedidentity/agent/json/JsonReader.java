package io.managedidentity.agent.json;

import java.util.Arrays;

/**
 * A pull parser for JSON (RFC 8259) that knows the line and column of every token.
 *
 * <p>It reads a text that is already in memory, so the caller decides how large one may be; nesting
 * is limited to {@value #MAX_DEPTH}. It exists because a JSON library costs 50 to 270 ms of CPU
 * time in a cold JVM, and the mapping file is read at every start (docs/decisions.md, "Why a JSON
 * reader of our own, and what Jackson is for"). Not thread-safe.
 */
public final class JsonReader {
  /** Deepest nesting that is read; RFC 8259 section 9 allows a limit. */
  public static final int MAX_DEPTH = 64;

  private enum State {
    START,
    OBJECT_START,
    OBJECT_NEXT,
    MEMBER_VALUE,
    ARRAY_START,
    ARRAY_NEXT,
    DONE
  }

  private final String text;
  private final boolean lenient;
  private final State[] outer = new State[MAX_DEPTH + 1];
  private int depth;
  private State state = State.START;
  private int position;
  private int lineStart;
  private int line = 1;
  private int tokenLine = 1;
  private int tokenColumn = 1;
  private String value = "";

  private JsonReader(String text, boolean lenient) {
    this.text = text;
    this.lenient = lenient;
    if (text.startsWith("\uFEFF")) {
      position = 1; // a byte order mark: RFC 8259 section 8.1 lets a parser ignore it
      lineStart = 1;
    }
  }

  /** Reads JSON exactly as RFC 8259 defines it. */
  public static JsonReader strict(String text) {
    return new JsonReader(text, false);
  }

  /** Reads JSON that may also contain line and block comments and trailing commas. */
  public static JsonReader withComments(String text) {
    return new JsonReader(text, true);
  }

  /** The next token; after {@link JsonToken#END}, always that one. */
  public JsonToken next() throws JsonSyntaxException {
    skipBlanks();
    mark();
    switch (state) {
      case START:
        return value();
      case OBJECT_START:
        return member(true);
      case OBJECT_NEXT:
        if (take(',')) {
          skipBlanks();
          mark();
          return member(lenient);
        }
        return close('}', "\",\" or \"}\"");
      case MEMBER_VALUE:
        state = State.OBJECT_NEXT;
        return value();
      case ARRAY_START:
        return peek() == ']' ? close(']', "\"]\"") : element();
      case ARRAY_NEXT:
        if (take(',')) {
          skipBlanks();
          mark();
          return lenient && peek() == ']' ? close(']', "\"]\"") : element();
        }
        return close(']', "\",\" or \"]\"");
      default:
        if (position < text.length()) {
          throw fault("something follows the end of the JSON");
        }
        return JsonToken.END;
    }
  }

  /** Text of the last {@code NAME}, {@code STRING}, {@code NUMBER} or {@code BOOLEAN}. */
  public String text() {
    return value;
  }

  /** Line of the last token, from 1. */
  public int line() {
    return tokenLine;
  }

  /** Column of the last token in UTF-16 units, from 1. */
  public int column() {
    return tokenColumn;
  }

  /** Skips the value that the last token started; does nothing for a scalar. */
  public void skip(JsonToken begun) throws JsonSyntaxException {
    if (begun != JsonToken.BEGIN_OBJECT && begun != JsonToken.BEGIN_ARRAY) {
      return;
    }
    int until = depth - 1;
    while (depth > until) {
      next();
    }
  }

  private JsonToken member(boolean endAllowed) throws JsonSyntaxException {
    if (endAllowed && peek() == '}') {
      return close('}', "\"}\"");
    }
    if (peek() != '"') {
      throw fault(
          position < text.length() ? "a member name in double quotes is expected" : endOfText());
    }
    value = string();
    skipBlanks();
    if (!take(':')) {
      mark();
      throw fault("\":\" is expected after a member name");
    }
    state = State.MEMBER_VALUE;
    return JsonToken.NAME;
  }

  private JsonToken element() throws JsonSyntaxException {
    state = State.ARRAY_NEXT;
    return value();
  }

  private JsonToken value() throws JsonSyntaxException {
    if (state == State.START) {
      state = State.DONE;
    }
    int c = peek();
    switch (c) {
      case '{':
        return open(State.OBJECT_START, JsonToken.BEGIN_OBJECT);
      case '[':
        return open(State.ARRAY_START, JsonToken.BEGIN_ARRAY);
      case '"':
        value = string();
        return JsonToken.STRING;
      case 't':
        return word("true", JsonToken.BOOLEAN);
      case 'f':
        return word("false", JsonToken.BOOLEAN);
      case 'n':
        return word("null", JsonToken.NULL);
      default:
        if (c == '-' || isDigit(c)) {
          return number();
        }
        throw fault(c < 0 ? endOfText() : "a value is expected");
    }
  }

  private JsonToken open(State inner, JsonToken token) throws JsonSyntaxException {
    if (depth >= MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
    position++;
    outer[depth++] = state;
    state = inner;
    return token;
  }

  private JsonToken close(char bracket, String expected) throws JsonSyntaxException {
    if (!take(bracket)) {
      throw fault(position < text.length() ? expected + " is expected" : endOfText());
    }
    state = outer[--depth];
    return bracket == '}' ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
  }

  private JsonToken word(String word, JsonToken token) throws JsonSyntaxException {
    int end = position + word.length();
    if (!text.startsWith(word, position) || (end < text.length() && isWordPart(text.charAt(end)))) {
      throw fault("a value is expected; only true, false and null are written without quotes");
    }
    position = end;
    value = word;
    return token;
  }

  private JsonToken number() throws JsonSyntaxException {
    int start = position;
    take('-');
    if (!take('0')) {
      digits();
    }
    if (take('.')) {
      digits();
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      digits();
    }
    if (position < text.length() && isWordPart(text.charAt(position))) {
      throw fault("this is not a JSON number");
    }
    value = text.substring(start, position);
    return JsonToken.NUMBER;
  }

  private void digits() throws JsonSyntaxException {
    if (!isDigit(peek())) {
      throw fault("this is not a JSON number");
    }
    while (isDigit(peek())) {
      position++;
    }
  }

  private String string() throws JsonSyntaxException {
    int start = ++position;
    StringBuilder unescaped = null;
    while (true) {
      if (position >= text.length()) {
        throw fault("a string has no closing quote");
      }
      char c = text.charAt(position);
      if (c == '"') {
        String tail = text.substring(start, position++);
        return unescaped == null ? tail : unescaped.append(tail).toString();
      }
      if (c < ' ') {
        throw fault("a string contains a line break or another control character");
      }
      if (c == '\\') {
        unescaped = unescaped == null ? new StringBuilder() : unescaped;
        unescaped.append(text, start, position).append(escape());
        start = position;
      } else {
        position++;
      }
    }
  }

  private char escape() throws JsonSyntaxException {
    position++;
    int c = peek();
    position++;
    switch (c) {
      case '"':
      case '\\':
      case '/':
        return (char) c;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        return unicodeEscape();
      default:
        throw fault("a string contains an unknown escape");
    }
  }

  private char unicodeEscape() throws JsonSyntaxException {
    int code = 0;
    for (int i = 0; i < 4; i++, position++) {
      int digit = position < text.length() ? Character.digit(text.charAt(position), 16) : -1;
      if (digit < 0 || text.charAt(position) > 'f') {
        throw fault("a \\u escape needs four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private void skipBlanks() throws JsonSyntaxException {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\n') {
        line++;
        lineStart = ++position;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        position++;
      } else if (c == '/' && lenient) {
        comment();
      } else {
        return;
      }
    }
  }

  private void comment() throws JsonSyntaxException {
    mark();
    if (text.startsWith("//", position)) {
      int end = text.indexOf('\n', position);
      position = end < 0 ? text.length() : end;
    } else if (text.startsWith("/*", position)) {
      int end = text.indexOf("*/", position + 2);
      if (end < 0) {
        throw fault("a comment has no end");
      }
      for (int at = text.indexOf('\n', position);
          at >= 0 && at < end;
          at = text.indexOf('\n', at + 1)) {
        line++;
        lineStart = at + 1;
      }
      position = end + 2;
    } else {
      throw fault("a value is expected");
    }
  }

  private void mark() {
    tokenLine = line;
    tokenColumn = position - lineStart + 1;
  }

  private int peek() {
    return position < text.length() ? text.charAt(position) : -1;
  }

  private boolean take(char c) {
    if (peek() != c) {
      return false;
    }
    position++;
    return true;
  }

  private String endOfText() {
    return depth == 0 ? "the JSON is empty" : "the JSON ends too early";
  }

  private JsonSyntaxException fault(String message) {
    state = State.DONE;
    Arrays.fill(outer, State.DONE);
    return new JsonSyntaxException(message, tokenLine, tokenColumn);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '+' || c == '.';
  }
}
