package io.managedidentity.it.explain;

import io.managedidentity.probe.Message;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code explain --json} prints, a member a line, without a library. */
final class JsonLines {
  private static final Pattern MEMBER = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\" : (.*?),?");
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private JsonLines() {}

  /**
   * Members with texts and numbers, lists of texts, and members of objects as {@code name: text}.
   */
  static Message flat(String json) {
    Message flat = new Message();
    String object = "";
    for (String line : json.split("\\R")) {
      Matcher member = MEMBER.matcher(line.trim());
      if (line.startsWith("  }") || line.startsWith("  ]")) {
        object = "";
      } else if (member.matches()) {
        String name = plain(member.group(1));
        String value = member.group(2);
        if (value.equals("{")) {
          object = name;
        } else if (value.startsWith("[")) {
          Matcher texts = TEXT.matcher(value);
          while (texts.find()) {
            flat.add(name, plain(texts.group(1)));
          }
        } else {
          String text = plain(value.replaceAll("^\"|\"$", ""));
          flat.add(object.isEmpty() ? name : object, object.isEmpty() ? text : name + ": " + text);
        }
      }
    }
    return flat;
  }

  private static String plain(String text) {
    return text.replace("\\\"", "\"").replace("\\\\", "\\");
  }
}
