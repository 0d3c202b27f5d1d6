package io.managedidentity.build.clients;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** The sources that follow from the declarations. */
final class Sources {
  private static final int OF_CONNECTION = 64; // ClientHook.OF_CONNECTION
  private static final String NOTE = "Generated from agent/clients. */\n";
  private static final String INSTRUMENTATION = "io.managedidentity.agent.instrumentation";

  private final List<ClientDeclaration> clients;

  Sources(List<ClientDeclaration> clients) {
    this.clients = clients;
  }

  /** What the transformer asks of the name of every class that is loaded. */
  String wovenNames() {
    SortedSet<String> types = types(client -> !client.isForDiscovery());
    List<String> relocatable = types.stream().filter(Sources::isRelocatable).toList();
    return "package io.managedidentity.premain;\n\n/** The names of all woven types. "
        + NOTE
        + "final class WovenNames {\n  private WovenNames() {}\n\n"
        + "  /** @param name internal name */\n"
        + isOneOf("isClient", types)
        + "  /** @param name without the package */\n"
        + isOneOf("isNamedLikeClient", mapped(relocatable, Sources::simpleName))
        + "  /** @param name the last part of a package */\n"
        + isOneOf("isPackagedLikeClient", mapped(relocatable, Sources::lastPackage))
        + "  /** @param name with dots; far fewer begin so than are asked for */\n"
        + "  static boolean isNear(String name) {\n    return "
        + String.join(
            "\n        || ",
            mapped(types, Sources::beginning).stream()
                .map(beginning -> "name.startsWith(\"" + beginning + "\")")
                .toList())
        + ";\n  }\n}\n";
  }

  private SortedSet<String> types(Predicate<ClientDeclaration> which) {
    SortedSet<String> types = new TreeSet<>();
    clients.stream()
        .filter(which)
        .forEach(client -> client.methods().forEach(method -> types.add(method.type)));
    return types;
  }

  private static boolean isRelocatable(String type) {
    return !type.startsWith("sun/") && !type.startsWith("jdk/") && !type.startsWith("weblogic/");
  }

  private static SortedSet<String> mapped(Iterable<String> types, Function<String, String> what) {
    SortedSet<String> mapped = new TreeSet<>();
    types.forEach(type -> mapped.add(what.apply(type)));
    return mapped;
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('/') + 1);
  }

  private static String lastPackage(String type) {
    String name = type.substring(0, type.lastIndexOf('/'));
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** The first two parts of its package, three of those of the JDK. */
  private static String beginning(String type) {
    String[] parts = type.split("/", -1);
    int many = Math.min(parts.length - 1, isRelocatable(type) ? 2 : 3);
    return String.join(".", List.of(parts).subList(0, many)) + ".";
  }

  private static String isOneOf(String method, Iterable<String> names) {
    StringBuilder text =
        new StringBuilder("  static boolean " + method + "(String name) {\n    switch (name) {\n");
    names.forEach(name -> text.append("      case \"").append(name).append("\":\n"));
    return text.append(
            "        return true;\n      default:\n        return false;\n    }\n  }\n\n")
        .toString();
  }

  String clientNames() {
    StringBuilder text =
        new StringBuilder(
            "package io.managedidentity.agent.config;\n\nimport java.util.Arrays;\n"
                + "import java.util.Collections;\nimport java.util.List;\n\n"
                + "/** The names of clients in {@code instrumentation.<client>}. "
                + NOTE
                + "public final class ClientNames {\n");
    List<String> constants = new ArrayList<>();
    for (ClientDeclaration client : clients) {
      String constant = constant(client);
      constants.add(constant);
      text.append("  /** ").append(client.title()).append(" */\n");
      text.append("  public static final String ").append(constant);
      text.append(" = \"").append(client.name()).append("\";\n\n");
    }
    return text.append(
            "  public static final List<String> ALL =\n      Collections.unmodifiableList(\n")
        .append("          Arrays.asList(\n              ")
        .append(String.join(",\n              ", constants))
        .append("));\n\n  private ClientNames() {}\n}\n")
        .toString();
  }

  private static String constant(ClientDeclaration client) {
    return client.name().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Which client a type belongs to. */
  String wovenClients() {
    StringBuilder cases = new StringBuilder();
    StringBuilder all = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (ClientDeclaration client : clients) {
      names
          .append("  static final String ")
          .append(constant(client))
          .append(" = \"")
          .append(client.name())
          .append("\";\n");
      String holder = client.stem() + "Methods.CLIENT";
      SortedSet<String> types = new TreeSet<>();
      client.methods().forEach(method -> types.add(method.type));
      types.forEach(type -> cases.append("      case \"").append(type).append("\":\n"));
      cases.append("        return ").append(holder).append(";\n");
      if (!client.isForDiscovery()) {
        all.append("      ").append(holder).append(",\n");
      }
    }
    return "package "
        + INSTRUMENTATION
        + ";\n\nimport org.jspecify.annotations.Nullable;\n\n"
        + "/** All covered clients, each of which is loaded when one of its types is. "
        + NOTE
        + "final class WovenClients {\n"
        + names
        + "\n  private WovenClients() {}\n\n"
        + "  /** @param type internal name */\n"
        + "  static @Nullable CoveredClient of(String type) {\n    switch (type) {\n"
        + cases
        + "      default:\n        return null;\n    }\n  }\n\n"
        + "  /** @param name internal name */\n"
        + isOneOf("isForDiscovery", types(ClientDeclaration::isForDiscovery))
        + "  /** Those of HTTP. */\n"
        + "  static CoveredClient[] all() {\n    return new CoveredClient[] {\n"
        + all
        + "    };\n  }\n}\n";
  }

  static String methods(ClientDeclaration client) {
    Map<Handler, Integer> numbers = numbers(client);
    List<String> expressions = new ArrayList<>();
    for (WovenRow row : client.methods()) {
      expressions.add("          " + row.expression(requireNonNull(numbers.get(row.handler))));
    }
    String name = client.stem() + "Methods";
    return "package "
        + INSTRUMENTATION
        + ";\n\nimport "
        + INSTRUMENTATION
        + ".WovenMethod.Place;\nimport "
        + INSTRUMENTATION
        + ".WovenMethod.Value;\n\n/** The woven methods of "
        + client.title()
        + ". "
        + NOTE
        + "final class "
        + name
        + " {\n  static final CoveredClient CLIENT =\n      new CoveredClient(\n          \""
        + client.name()
        + "\",\n          \""
        + client.hook()
        + "\",\n"
        + String.join(",\n", expressions)
        + ");\n\n  private "
        + name
        + "() {}\n}\n";
  }

  /** Handlers in their order; those for connections have numbers of their own. */
  private static Map<Handler, Integer> numbers(ClientDeclaration client) {
    Map<Handler, Integer> numbers = new LinkedHashMap<>();
    int next = 0;
    int nextOfConnection = OF_CONNECTION;
    for (WovenRow row : client.methods()) {
      if (!numbers.containsKey(row.handler)) {
        numbers.put(row.handler, row.isWhileOff ? nextOfConnection++ : next++);
      }
      if (row.isWhileOff != requireNonNull(numbers.get(row.handler)) >= OF_CONNECTION) {
        throw new IllegalArgumentException(
            client.name() + ": " + row.handler.name() + " is for connections in some rows only");
      }
    }
    return numbers;
  }

  /** What the hook extends: a method for each handler, and the way from its number to it. */
  static String handlers(ClientDeclaration client) {
    Map<Handler, Integer> numbers = numbers(client);
    StringBuilder methods = new StringBuilder();
    StringBuilder cases = new StringBuilder();
    for (Map.Entry<Handler, Integer> entry : numbers.entrySet()) {
      Handler handler = entry.getKey();
      List<WovenRow> rows =
          client.methods().stream().filter(row -> row.handler.equals(handler)).toList();
      methods.append("  /** ");
      methods.append(
          String.join(
              ", ",
              rows.stream().map(row -> "{@code " + row.description() + "}").distinct().toList()));
      methods.append(". */\n  ").append(handler.declaration()).append("\n\n");
      cases.append("      case ").append(entry.getValue()).append(":\n        ");
      String call = handler.call(rows.get(0).isPacked());
      switch (handler.kind()) {
        case IS_TOLD -> cases.append(call).append(";\n        return subject;\n");
        case ANSWERS -> cases.append("return ").append(call).append(";\n");
        case REPLACES ->
            cases
                .append(rows.get(0).isForNull ? "return " : "return subject == null ? null : ")
                .append(call)
                .append(";\n");
      }
    }
    String name = client.stem() + "Handlers";
    return "package "
        + INSTRUMENTATION
        + "."
        + client.hookPackage()
        + ";\n\nimport "
        + INSTRUMENTATION
        + ".ClientHook;\nimport javax.annotation.Generated;\n\n/** Where the woven calls of "
        + client.title()
        + " go. "
        + NOTE
        + "@Generated(\"agent/clients\")\nabstract class "
        + name
        + " extends ClientHook {\n"
        + methods
        + "  @Override\n  protected final Object on(int handler, Object subject, Object first, Object second)\n"
        + "      throws Exception {\n    switch (handler) {\n"
        + cases
        + "      default:\n        throw new IllegalArgumentException(\"no handler \" + handler);\n    }\n  }\n}\n";
  }
}
