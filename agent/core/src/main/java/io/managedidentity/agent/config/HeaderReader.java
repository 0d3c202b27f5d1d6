package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the keys of a mapping that name headers and query parameters. */
final class HeaderReader {
  private final ValueReader values;
  private final Problems problems;

  HeaderReader(ValueReader values) {
    this.values = values;
    this.problems = values.problems();
  }

  String header(@Nullable ConfigNode node, String fallback) {
    String name = values.text(node);
    return node != null && name != null && isName(node, name, Problems.shownName(node))
        ? name
        : fallback;
  }

  String format(@Nullable ConfigNode node, String fallback) {
    String format = values.text(node);
    if (node == null || format == null) {
      return fallback;
    }
    if (!HeaderRules.isFormat(format)) {
      problems.add(
          node,
          "the format of "
              + Problems.described(node)
              + " does not contain {token} or {token:urlencoded} exactly once",
          "Write it like Bearer {token}; other braces are not allowed.");
      return fallback;
    }
    if (!HeaderRules.isValue(format)) {
      refuseValue(node, "this");
      return fallback;
    }
    noteCut(node, "the value of the header");
    return format;
  }

  List<String> removeHeaders(@Nullable ConfigNode node, String injected) {
    List<String> names = new ArrayList<>();
    for (ConfigNode item : values.items(node, false)) {
      String name = values.text(item);
      if (name == null || !isName(item, name, Problems.shownName(item))) {
        continue;
      }
      if (name.equalsIgnoreCase(injected)) {
        problems.add(
            item,
            "the header " + Problems.shown(item) + " is the one that the token goes into",
            "Leave it out here; existingAuthorization decides about the value that is there.");
      }
      names.add(name);
    }
    return names;
  }

  List<String> removeQuery(@Nullable ConfigNode node) {
    List<String> names = new ArrayList<>();
    for (ConfigNode item : values.items(node, false)) {
      String name = values.text(item);
      if (name == null) {
        continue;
      }
      if (name.indexOf('=') >= 0 || name.indexOf('&') >= 0 || name.indexOf('#') >= 0) {
        problems.add(
            item,
            Problems.shownName(item) + " is not the name of a query parameter",
            "Write the name alone, for example code.");
      }
      names.add(name);
    }
    return names;
  }

  List<HeaderSetting> setHeaders(@Nullable ConfigNode node, String injected, List<String> removed) {
    List<HeaderSetting> settings = new ArrayList<>();
    if (node == null || !values.is(node, ConfigNode.Kind.OBJECT, "an object of header names")) {
      return settings;
    }
    for (ConfigNode member : node.children()) {
      HeaderSetting setting = setting(member);
      if (setting != null && isName(member, setting.name(), Problems.quoted(setting.name()))) {
        refuseContradiction(member, setting.name(), injected, removed, settings);
        settings.add(setting);
      }
    }
    return settings;
  }

  private @Nullable HeaderSetting setting(ConfigNode member) {
    boolean atLeast = member.kind() == ConfigNode.Kind.OBJECT;
    ConfigNode value = member;
    if (atLeast) {
      values.refuseUnknown(member, ValueReader.words("atLeast"));
      value = member.get("atLeast");
      if (value == null) {
        problems.add(member, "\"atLeast\" is missing", "Write {\"atLeast\": \"2017-11-09\"}.");
        return null;
      }
    } else if (!values.is(member, ConfigNode.Kind.STRING, "a string or {\"atLeast\": \"…\"}")) {
      return null;
    }
    if (value.kind() == ConfigNode.Kind.STRING && !HeaderRules.isValue(value.text())) {
      refuseValue(value, "the value");
      return null;
    }
    String text = values.text(value);
    if (text != null && text.contains("{token")) {
      problems.add(
          value, "a token cannot be set here", "Use \"header\" and \"format\" for the token.");
      return null;
    }
    if (text == null) {
      return null;
    }
    noteCut(value, "the header " + Problems.quoted(member.key()));
    return new HeaderSetting(member.key(), text, Problems.described(value), atLeast);
  }

  private void noteCut(ConfigNode node, String what) {
    VariableText variables = node.variables();
    for (String name : variables == null ? new ArrayList<String>(0) : variables.cut()) {
      problems.note(
          node,
          "the line break at the end of the environment variable "
              + Problems.quoted(name)
              + " is not part of "
              + what
              + ".");
    }
  }

  private void refuseContradiction(
      ConfigNode member,
      String name,
      String injected,
      List<String> removed,
      List<HeaderSetting> earlier) {
    if (name.equalsIgnoreCase(injected)) {
      problems.add(
          member,
          "the header " + Problems.quoted(name) + " is the one that the token goes into",
          "Leave it out here, or name another header in \"header\".");
    }
    for (String other : removed) {
      if (name.equalsIgnoreCase(other)) {
        problems.add(
            member,
            "the header " + Problems.quoted(name) + " is removed and set",
            "Leave it out of removeHeaders: setting it replaces what is there.");
      }
    }
    for (HeaderSetting other : earlier) {
      if (name.equalsIgnoreCase(other.name())) {
        problems.add(
            member,
            "the header " + Problems.quoted(name) + " is set twice",
            "Keep one: header names are compared without case.");
      }
    }
  }

  private boolean isName(ConfigNode node, String name, String shown) {
    if (!HeaderRules.isToken(name)) {
      problems.add(
          node,
          shown + " is not the name of a header",
          "Write the name alone, for example x-api-key.");
      return false;
    }
    if (HeaderRules.isFraming(name)) {
      problems.add(
          node,
          "the header " + shown + " belongs to the transport of the request",
          "Leave it to the client.");
      return false;
    }
    return true;
  }

  /** Says where the bad character is, and never the value: it may be a secret. */
  private void refuseValue(ConfigNode node, String what) {
    String text = node.text();
    int at = HeaderRules.badAt(text);
    problems.add(
        node,
        what
            + " cannot be the value of a header: "
            + nameOf(text.charAt(at))
            + " is at position "
            + (at + 1)
            + " of "
            + Problems.described(node),
        "Write visible ASCII characters on one line, without blanks at the ends.");
  }

  private static String nameOf(char c) {
    switch (c) {
      case '\n':
      case '\r':
        return "a line break";
      case '\t':
        return "a tab";
      case ' ':
        return "a blank";
      default:
        return c < ' ' || c == 127 ? "a control character" : "a non-ASCII character";
    }
  }
}
