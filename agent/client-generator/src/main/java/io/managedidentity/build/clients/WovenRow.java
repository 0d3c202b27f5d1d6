package io.managedidentity.build.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One woven method, with the handler that its call goes to. Immutable. */
final class WovenRow {
  /** More of them go into one array. */
  private static final int MOST_VALUES = 2;

  /** Internal name. */
  final String type;

  final Signature method;
  final Handler handler;
  final boolean isWhileOff;
  final boolean isForNull;
  private final TypeNames types;
  private final ClientDeclaration.Row row;
  private final List<String> values = new ArrayList<>();

  /**
   * @param isForDiscovery whether it is a row of a client that is watched in mode discover, in
   *     which the agent is off for all others
   */
  WovenRow(
      TypeNames types,
      Map<String, String> aliases,
      ClientDeclaration.Row row,
      boolean isForDiscovery) {
    this.types = types;
    this.row = row;
    this.type = types.internal(row.type());
    this.method = Signature.of(row.method());
    this.isWhileOff = row.whileOff() || isForDiscovery;
    this.isForNull = row.nullToo();
    ValueText texts = new ValueText(types, method);
    for (String value : row.with()) {
      String text = value.startsWith("@") ? aliases.get(value.substring(1)) : value;
      if (text == null) {
        throw new IllegalArgumentException("\"values\" has no " + value);
      }
      values.add(texts.expression(text));
    }
    this.handler = new Handler(types, Signature.of(row.handler()), kind(), values.size());
  }

  /** What a handler is given and gives. */
  enum Kind {
    /** Is given what it may replace, and gives that or another. */
    REPLACES,
    /** Gives the method's result, or null to let it run. */
    ANSWERS,
    /** Gives nothing. */
    IS_TOLD
  }

  private Kind kind() {
    String place = row.at();
    if (place.equals("entry") || place.equals("return")) {
      return Kind.IS_TOLD;
    }
    return place.equals("answer") ? Kind.ANSWERS : Kind.REPLACES;
  }

  /** Whether the hook finds its values in one array. */
  boolean isPacked() {
    return values.size() > MOST_VALUES || handler.isOfAll();
  }

  /** For people: type and method. */
  String description() {
    return type.substring(type.lastIndexOf('/') + 1) + "." + method.name();
  }

  /**
   * The expression that makes the {@code WovenMethod}.
   *
   * @param number of the handler
   */
  String expression(int number) {
    List<String> arguments = new ArrayList<>();
    arguments.add(String.valueOf(number));
    String maker = maker(arguments);
    StringBuilder text = new StringBuilder("WovenMethod." + maker + "(");
    text.append(String.join(", ", arguments)).append(")");
    if (isPacked()) {
      text.append(".with(Value.all(").append(String.join(", ", values)).append("))");
    } else {
      values.forEach(value -> text.append(".with(").append(value).append(")"));
    }
    if (row.alternative()) {
      text.append(".alternative()");
    } else if (row.optional()) {
      text.append(".optional()");
    }
    if (row.jdk() != null) {
      String[] range = row.jdk().split("\\.\\.", -1);
      text.append(".onJdk(")
          .append(range[0].isEmpty() ? "0" : range[0])
          .append(", ")
          .append(range[1].isEmpty() ? "Integer.MAX_VALUE" : range[1])
          .append(")");
    }
    return text.append(".build()").toString();
  }

  private String maker(List<String> arguments) {
    String place = row.at();
    boolean isTold = kind() == Kind.IS_TOLD;
    if (isTold) {
      arguments.add(place.equals("entry") ? "Place.ANNOUNCE_ENTRY" : "Place.ANNOUNCE_RETURN");
    }
    arguments.add(ValueText.quoted(type));
    arguments.add(ValueText.quoted(method.name()));
    arguments.add(ValueText.quoted(method.descriptor(types)));
    if (isTold) {
      return "announce";
    }
    if (place.startsWith("argument ")) {
      int number = Integer.parseInt(place.substring("argument ".length()));
      arguments.add(String.valueOf(method.slot(number)));
      arguments.add(ValueText.quoted(types.internal(method.parameters().get(number - 1))));
      return "replaceArgument";
    }
    if (place.startsWith("call ")) {
      Signature called = Signature.of(place.substring("call ".length()));
      arguments.add(ValueText.quoted(called.name() + called.descriptor(types)));
      arguments.add(ValueText.quoted(types.internal(called.result())));
      return "replaceCalled";
    }
    arguments.add(ValueText.quoted(resultType()));
    return switch (place) {
      case "result" -> "replaceResult";
      case "answer" -> "answerAtEntry";
      case "thrown" -> "replaceThrown";
      default -> throw new IllegalArgumentException("\"" + place + "\" is no place");
    };
  }

  private String resultType() {
    return switch (method.result()) {
      case "boolean" -> "java/lang/Boolean";
      case "void" -> "java/lang/Object";
      default -> types.internal(method.result());
    };
  }
}
