package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Every option, declared once. The checks, {@code docs/configuration.md} and the JSON Schema follow
 * from it.
 */
public final class ConfigOptions {
  static final String PROPERTY_PREFIX = "managedidentity.agent.";
  static final String VARIABLE_PREFIX = "MANAGED_IDENTITY_AGENT_";

  static final String[] MODES = {"inject", "observe", "shadow", "discover", "off"};
  static final String[] MAPPING_MODES = {"inject", "observe", "shadow", "off"};
  static final String[] SOURCES = {
    "auto",
    "imds",
    "app-service",
    "app-service-2017",
    "machine-learning",
    "azure-arc",
    "service-fabric",
    "cloud-shell",
    "workload-identity",
    "azure-cli",
    "azure-developer-cli",
    "environment"
  };
  static final String[] LOG_LEVELS = {"off", "error", "warn", "info", "debug", "trace"};

  /** Settings that a new version of the file does not change in a JVM that runs. */
  private static final List<String> FIXED_AT_START =
      Arrays.asList(
          "log.file",
          "log.format",
          "jmx",
          "onInvalidConfig",
          "discover.report",
          "discover.salt",
          "instrumentation.relocated",
          "instrumentation.shadedPrefixes");

  private static final List<ConfigOption> TOP_LEVEL = topLevel();
  private static final List<ConfigOption> MAPPING = mappingOptions();
  private static final List<ConfigOption> IDENTITY = identityOptions();

  private ConfigOptions() {}

  /** Options of the whole agent. */
  public static List<ConfigOption> topLevelOptions() {
    return TOP_LEVEL;
  }

  /** Keys of one mapping. */
  public static List<ConfigOption> mapping() {
    return MAPPING;
  }

  /** Keys of an identity in its object form. */
  public static List<ConfigOption> identity() {
    return IDENTITY;
  }

  /** Whether a change of this top-level setting needs a restart. */
  public static boolean isFixedAtStart(String key) {
    return FIXED_AT_START.contains(key);
  }

  /** Keys that agent arguments, properties and variables may have. */
  static List<String> keysOutsideFile() {
    List<String> keys = new ArrayList<>();
    for (ConfigOption option : TOP_LEVEL) {
      if (option.reach() != OptionReach.FILE) {
        keys.add(option.key());
      }
    }
    return keys;
  }

  static List<String> keys(List<ConfigOption> options) {
    List<String> keys = new ArrayList<>(options.size());
    for (ConfigOption option : options) {
      keys.add(option.key());
    }
    return keys;
  }

  private static List<ConfigOption> topLevel() {
    List<ConfigOption> options = new ArrayList<>();
    options.add(
        new ConfigOption(
            "config", OptionType.TEXT, "", OptionReach.OUTSIDE_FILE, "The mapping file."));
    options.add(
        new ConfigOption(
            "$schema",
            OptionType.TEXT,
            "",
            OptionReach.FILE,
            "The JSON Schema of this file, for editors. The agent does not read it."));
    options.add(
        everywhere(
            "mode",
            OptionType.CHOICE,
            "inject",
            "What the agent does: put tokens on requests, only observe what would happen, or nothing."
                + " Mode discover needs no mappings: it notes what the application sends where, and"
                + " changes no request.",
            MODES));
    options.add(
        everywhere(
            "cloud",
            OptionType.CHOICE,
            "public",
            "The Azure cloud: the hosts and resources of a catalogue service are those of that cloud.",
            "public",
            "usgov",
            "china"));
    options.add(
        everywhere(
            "identity",
            OptionType.IDENTITY,
            "system-assigned",
            "The managed identity that tokens are asked for: the system-assigned one, or an object"
                + " with clientId, objectId or resourceId."));
    options.add(
        everywhere(
            "source",
            OptionType.TEXT_OR_TEXTS,
            "auto",
            "Where tokens come from; a list is tried in order.",
            SOURCES));
    options.add(
        new ConfigOption(
            "mappings",
            OptionType.MAPPINGS,
            "",
            OptionReach.FILE,
            "Which requests get which token; the first that matches wins."));
    options.addAll(tokenAndLog());
    options.addAll(runtime());
    return Collections.unmodifiableList(options);
  }

  private static List<ConfigOption> tokenAndLog() {
    return Arrays.asList(
        everywhere(
            "token.firstTokenWait",
            OptionType.DURATION,
            "10s",
            "The longest time a request waits for the first token of its mapping, from 0s to 10m."
                + " After that, onTokenFailure decides."),
        everywhere(
            "token.prefetch",
            OptionType.BOOLEAN,
            "false",
            "Fetch the tokens of mappings without a wildcard in the background, as soon as the"
                + " application loads an HTTP client, and not only at their first request."),
        everywhere(
            "log.level",
            OptionType.CHOICE,
            "info",
            "The lowest severity of lines that are written.",
            LOG_LEVELS),
        everywhere(
            "log.file", OptionType.TEXT, "", "A file for the agent's lines, instead of stderr."),
        everywhere(
            "log.format",
            OptionType.CHOICE,
            "text",
            "The form of the agent's lines.",
            "text",
            "json"));
  }

  private static List<ConfigOption> runtime() {
    List<ConfigOption> options = new ArrayList<>();
    options.add(
        everywhere(
            "reload",
            OptionType.BOOLEAN,
            "true",
            "Watch the file and use a new version. A bad one is reported, and the old one stays."));
    options.add(
        everywhere(
            "jmx",
            OptionType.BOOLEAN,
            "true",
            "Register the JMX object of the agent, which the commands for a running JVM need."));
    options.add(
        everywhere(
            "onInvalidConfig",
            OptionType.CHOICE,
            "disable",
            "What happens when the configuration has a problem: the agent stays off, or the JVM"
                + " ends before main with exit code 78.",
            "disable",
            "abort"));
    options.add(
        everywhere(
            "discover.report",
            OptionType.TEXT,
            "",
            "The directory for the records of this process: what it sends where, and what the"
                + " mappings did (docs/records.md). Without it none are written, except in mode"
                + " discover: then it is managed-identity-records in the working directory. A new"
                + " version of the file that has it for the first time starts the records at"
                + " once."));
    options.add(
        everywhere(
            "discover.salt",
            OptionType.TEXT,
            "",
            "What fingerprints of secrets are made with, so that those of several processes can be"
                + " compared: a text that stays with the organisation, or file:PATH for the first"
                + " line of a file. Without it they hold for one run."));
    for (String client : ClientNames.ALL) {
      options.add(
          everywhere(
              "instrumentation." + client, OptionType.BOOLEAN, "true", instrumentation(client)));
    }
    options.add(
        everywhere(
            "instrumentation.relocated",
            OptionType.BOOLEAN,
            "true",
            "Whether relocated (shaded) copies of HTTP clients are covered like the clients"
                + " themselves, whatever package they were moved to."));
    options.add(
        everywhere(
            "instrumentation.shadedPrefixes",
            OptionType.TEXTS,
            "",
            "Packages below which relocated copies of HTTP clients are covered if"
                + " instrumentation.relocated is false, for example com.example.shaded for"
                + " com.example.shaded.okhttp3."));
    return options;
  }

  private static String instrumentation(String client) {
    switch (client) {
      case ClientNames.UNSEEN_CONNECTIONS:
        return "Whether to report TLS connections to mapped hosts over which no covered client"
            + " sends a request.";
      case ClientNames.SIGNING_KEYS:
        return "Whether discovery records which keys sign (javax.crypto.Mac).";
      case ClientNames.SOCKETS:
        return "Whether discovery records connections to databases, queues and caches"
            + " (java.net.Socket, SocketChannel).";
      default:
        return "Whether requests of the client " + client + " are seen.";
    }
  }

  private static List<ConfigOption> mappingOptions() {
    List<ConfigOption> options = new ArrayList<>();
    options.add(
        file("name", OptionType.TEXT, "", "A unique name for logs, counters and commands."));
    options.add(
        file(
            "host",
            OptionType.TEXT,
            "",
            "A host name, an IP address or a pattern, with an optional \":port\", or \":*\" for any"
                + " port. Without a port, only the default port of the scheme matches. \"*\" stands for"
                + " one label or a part of one, \"**\" for one or more labels."));
    options.add(file("hosts", OptionType.TEXTS, "", "Several of these, instead of host."));
    options.add(
        file(
            "path",
            OptionType.TEXT_OR_TEXTS,
            "",
            "A path pattern or a list of them; without it, every path. \"*\" stands for characters"
                + " within a segment, \"**\" for any characters. Dot segments are removed first."));
    options.add(
        file(
            "methods",
            OptionType.TEXTS,
            "",
            "HTTP methods, for example GET; without them, every method."));
    options.add(
        file(
            "resource",
            OptionType.TEXT,
            "",
            "The audience of the token, for example https://vault.azure.net; a suffix /.default is"
                + " accepted."));
    options.add(
        file(
            "service",
            OptionType.TEXT,
            "",
            "The id of a service in the built-in catalogue (command services), instead of resource."
                + " It brings the resource, the header and its format, what is removed, lowest"
                + " values of headers and, for some services, the hosts. Explicit keys win;"
                + " setHeaders adds to what the service sets."));
    options.add(
        file(
            "confirm",
            OptionType.BOOLEAN,
            "false",
            "Whether to use a service whose row in the catalogue has the confidence low; check says"
                + " why it has."));
    options.add(
        file(
            "tokenEndpoint",
            OptionType.TEXT,
            "",
            "In place of host and resource: a tenant's id or domain, or https://LOGINHOST/TENANT. The"
                + " application's token requests there authenticate with a federated credential in"
                + " place of the secret or certificate of their app registration."));
    options.add(
        file(
            "answer",
            OptionType.BOOLEAN,
            "false",
            "With tokenEndpoint: whether the application's client credentials requests are answered"
                + " inside the JVM with the managed identity's own token for the resource that they"
                + " ask for. Nothing is sent, instance discovery is answered too, and the"
                + " permissions are the managed identity's (docs/migration.md)."));
    options.add(
        file(
            "clientId",
            OptionType.TEXT_OR_TEXTS,
            "",
            "With tokenEndpoint: the app registrations whose token requests are edited; without it,"
                + " all."));
    options.add(
        file(
            "identity",
            OptionType.IDENTITY,
            "",
            "The identity for this mapping; by default the top level's."));
    options.addAll(requestOptions());
    options.add(
        file(
            "share",
            OptionType.NUMBER,
            "100",
            "How many of a hundred matching requests are treated, from 0 to 100; the others go out"
                + " as the application made them."));
    options.add(
        file(
            "placeholder",
            OptionType.TEXT,
            "",
            "A dummy that stands where the application's secret stood. A request that still carries"
                + " it, to whatever host, does not leave: it fails with a message that says why. While"
                + " the agent is switched off, nothing is held."));
    return Collections.unmodifiableList(options);
  }

  private static List<ConfigOption> requestOptions() {
    return Arrays.asList(
        file(
            "existingAuthorization",
            OptionType.CHOICE,
            "keep",
            "What happens to the application's own Authorization header: keep it, replace it, or"
                + " replace it only if it is a stored secret. For a catalogue service the default"
                + " is replace-stored-secret.",
            "keep",
            "replace",
            "replace-stored-secret"),
        file("header", OptionType.TEXT, "Authorization", "The header that the token goes into."),
        file(
            "format",
            OptionType.TEXT,
            "Bearer {token}",
            "The value of that header, which contains {token} or {token:urlencoded}."),
        file("removeHeaders", OptionType.TEXTS, "", "Headers removed when a token is injected."),
        file(
            "removeQuery",
            OptionType.TEXTS,
            "",
            "Query parameters removed when a token is injected."),
        file(
            "setHeaders",
            OptionType.HEADERS,
            "",
            "Headers set when a token is injected: a string, or {\"atLeast\": \"…\"} to raise a"
                + " value only if it is lower or absent."),
        file(
            "onTokenFailure",
            OptionType.CHOICE,
            "send-unchanged",
            "What happens to a request when there is no token: it is sent as the application made"
                + " it, or it fails with an IOException that says why.",
            "send-unchanged",
            "fail-request"),
        file(
            "allowPlainHttp",
            OptionType.BOOLEAN,
            "false",
            "Whether a token may go on a request that is not encrypted."),
        file(
            "fallbackOnRejection",
            OptionType.BOOLEAN,
            "false",
            "When the service answers 401 or 403 to a request whose own secret was replaced or removed, send it once more as the application made it, if its body can be sent again."),
        file(
            "skip",
            OptionType.BOOLEAN,
            "false",
            "Leave matching requests alone: an exception, placed above a broader mapping."),
        file(
            "mode",
            OptionType.CHOICE,
            "",
            "The mode for this mapping; by default the top level's. The top level's off and discover"
                + " apply to all mappings.",
            MAPPING_MODES));
  }

  private static List<ConfigOption> identityOptions() {
    return Collections.unmodifiableList(
        Arrays.asList(
            file("clientId", OptionType.TEXT, "", "Client id of a user-assigned identity."),
            file(
                "objectId",
                OptionType.TEXT,
                "",
                "Object (principal) id of a user-assigned identity."),
            file(
                "resourceId",
                OptionType.TEXT,
                "",
                "Azure resource id of a user-assigned identity: /subscriptions/…"),
            file(
                "source",
                OptionType.TEXT_OR_TEXTS,
                "",
                "Where tokens of this identity come from; by default the top level's source.",
                SOURCES),
            file(
                "tenantId",
                OptionType.TEXT,
                "",
                "The tenant to ask, for sources that can ask one other than their own.")));
  }

  private static ConfigOption everywhere(
      String key, OptionType type, String defaultText, String sentence, String... choices) {
    return new ConfigOption(key, type, defaultText, OptionReach.EVERYWHERE, sentence, choices);
  }

  private static ConfigOption file(
      String key, OptionType type, String defaultText, String sentence, String... choices) {
    return new ConfigOption(key, type, defaultText, OptionReach.FILE, sentence, choices);
  }
}
