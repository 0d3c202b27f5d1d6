package io.managedidentity.agent.config;

import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PathPattern;
import io.managedidentity.agent.target.PatternException;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the mappings one by one. */
final class MappingReader {
  private static final List<String> KEYS = ConfigOptions.keys(ConfigOptions.mapping());

  /** Keys that mean nothing in a mapping that skips. */
  private static final String[] NOT_WITH_SKIP = {
    "resource",
    "service",
    "confirm",
    "identity",
    "existingAuthorization",
    "header",
    "format",
    "removeHeaders",
    "removeQuery",
    "setHeaders",
    "onTokenFailure",
    "allowPlainHttp",
    "fallbackOnRejection",
    "share",
    "placeholder",
    "tokenEndpoint",
    "answer",
    "clientId",
    "mode"
  };

  /** Shorter ones would be found by chance. */
  private static final int SHORTEST_PLACEHOLDER = 4;

  private static final Mode[] MODES = {Mode.INJECT, Mode.OBSERVE, Mode.SHADOW, Mode.OFF};

  private final ValueReader values;
  private final Problems problems;
  private final IdentityReader identities;
  private final HeaderReader headers;
  private final MappingDefaults defaults;
  private boolean isModeNoted;
  private final Map<String, ConfigNode> names = new HashMap<>();
  private @Nullable ServiceReader services;

  MappingReader(ValueReader values, IdentityReader identities, MappingDefaults defaults) {
    this.values = values;
    this.problems = values.problems();
    this.identities = identities;
    this.headers = new HeaderReader(values);
    this.defaults = defaults;
  }

  /**
   * The mapping as far as it can be read.
   *
   * @param isCut whether a syntax error ended the file inside this mapping, so that nothing can be
   *     called missing
   */
  MappingConfig read(ConfigNode node, int index, boolean isCut) {
    MappingConfig.Builder mapping =
        MappingConfig.builder(index).position(node.line(), node.column());
    if (!values.is(node, ConfigNode.Kind.OBJECT, "an object like { \"host\": …, … }")) {
      return mapping.build();
    }
    values.refuseUnknown(node, KEYS);
    String name = values.text(node.get("name"));
    ConfigNode nameNode = node.get("name");
    // A name is only shown, so it keeps its placeholders.
    String written = name == null || nameNode == null ? "mappings/" + index : nameNode.written();
    mapping.name(uniqueName(node, written));
    mapping.written(new WrittenTexts(node));
    boolean skip = values.bool(node.get("skip"), false);
    mapping.skip(skip);
    if (!skip && node.get("tokenEndpoint") != null) {
      IdentityConfig identity = identity(node, mapping);
      new TokenEndpointReader(values).read(node, mapping, defaults, identity);
      readTreatment(node, mapping);
      refuseShadow(node.get("mode"));
    } else {
      readRequests(node, mapping, skip, isCut);
    }
    return mapping.build();
  }

  private void readRequests(
      ConfigNode node, MappingConfig.Builder mapping, boolean skip, boolean isCut) {
    boolean hasNoService = node.get("service") == null && node.get("confirm") == null;
    MappingDefaults read = skip || hasNoService ? defaults : services().read(node, isCut);
    boolean isPart = isCut || read == null; // nothing can be called missing
    MappingDefaults service = read == null ? defaults : read;
    List<HostPattern> hosts = hosts(node, service, isPart);
    mapping.service(service.service()).hosts(hosts);
    mapping.paths(paths(node.get("path")));
    mapping.methods(methods(node.get("methods")));
    if (skip) {
      refuseBesideSkip(node);
      mapping.mode(defaults.modeOf(null));
    } else {
      refuseClientId(node.get("clientId"));
      refuseAnswer(node.get("answer"));
      readToken(node, service, hosts, mapping, isPart);
      readTreatment(node, mapping);
    }
  }

  private IdentityConfig identity(ConfigNode node, MappingConfig.Builder mapping) {
    IdentityConfig own = identities.identity(node.get("identity"));
    IdentityConfig identity = own == null ? defaults.identity() : own;
    mapping.shownIdentity(identity.shown());
    return identity;
  }

  /** What every mapping has that does not skip. */
  private void readTreatment(ConfigNode node, MappingConfig.Builder mapping) {
    ConfigNode mode = node.get("mode");
    noteMode(mode);
    mapping
        .onTokenFailure(
            values.choice(
                node.get("onTokenFailure"), OnTokenFailure.values(), OnTokenFailure.SEND_UNCHANGED))
        .share(values.number(node.get("share"), 100, 100))
        .placeholder(placeholder(node.get("placeholder")))
        .mode(defaults.modeOf(mode == null ? null : values.choice(mode, MODES, Mode.OFF)));
  }

  /** Once, since it holds for all mappings. */
  private void noteMode(@Nullable ConfigNode mode) {
    if (mode == null || isModeNoted || !defaults.isForAll()) {
      return;
    }
    if (!Mode.OFF.label().equals(mode.text())) {
      isModeNoted = true;
      problems.note(
          mode,
          "the mode of this mapping has no effect, since the mode at the top level is "
              + defaults.mode().label()
              + ", which applies to all mappings.");
    }
  }

  private void refuseShadow(@Nullable ConfigNode mode) {
    if (mode != null && Mode.SHADOW.label().equals(mode.text())) {
      problems.add(
          mode,
          "mode shadow repeats only GET and HEAD, and a token request is a POST",
          "Write observe, or inject with a small \"share\".");
    }
  }

  private @Nullable String placeholder(@Nullable ConfigNode node) {
    String text = values.text(node);
    if (node != null && text != null && text.length() < SHORTEST_PLACEHOLDER) {
      problems.add(
          node,
          "the placeholder has fewer than " + SHORTEST_PLACEHOLDER + " characters",
          "Write one that occurs nowhere else, for example replaced-by-managed-identity.");
    }
    return text;
  }

  private void refuseClientId(@Nullable ConfigNode node) {
    if (node != null) {
      problems.add(
          node,
          "\"clientId\" is given without \"tokenEndpoint\"",
          "Remove it, or name the token endpoint. The managed identity's own is part of"
              + " \"identity\".");
    }
  }

  private void refuseAnswer(@Nullable ConfigNode node) {
    if (node != null) {
      problems.add(
          node,
          "\"answer\" is given without \"tokenEndpoint\"",
          "Remove it, or name the token endpoint whose requests are to be answered.");
    }
  }

  /** Made when it is needed: its class costs time at every start. */
  private ServiceReader services() {
    ServiceReader made = services;
    if (made == null) {
      made = new ServiceReader(values, defaults);
      services = made;
    }
    return made;
  }

  private void readToken(
      ConfigNode node,
      MappingDefaults service,
      List<HostPattern> hosts,
      MappingConfig.Builder mapping,
      boolean isPart) {
    IdentityConfig identity = identity(node, mapping);
    ConfigNode given = node.get("resource");
    String resource = given == null ? null : resource(given);
    if (given == null && !isPart) {
      resource = services().resource(node, service, hosts);
    }
    if (resource != null) {
      mapping.tokenRequest(
          new TokenRequest(
              resource, identity.id(), defaults.sourcesOf(identity), identity.tenantId()));
    }
    String header = headers.header(node.get("header"), service.header());
    ConfigNode set = node.get("setHeaders");
    List<String> removed =
        node.get("removeHeaders") == null
            ? service.removeHeaders(header, set)
            : headers.removeHeaders(node.get("removeHeaders"), header);
    List<HeaderSetting> ownSet = headers.setHeaders(set, header, removed);
    mapping
        .header(header)
        .format(headers.format(node.get("format"), service.format()))
        .removeHeaders(removed)
        .removeQuery(
            node.get("removeQuery") == null
                ? service.removeQuery()
                : headers.removeQuery(node.get("removeQuery")))
        .setHeaders(service.setHeaders(ownSet, header, removed))
        .existingAuthorization(
            values.choice(
                node.get("existingAuthorization"),
                ExistingAuthorization.values(),
                service.existingAuthorization()))
        .allowPlainHttp(values.bool(node.get("allowPlainHttp"), false))
        .fallbackOnRejection(values.bool(node.get("fallbackOnRejection"), false));
  }

  private String uniqueName(ConfigNode node, String name) {
    ConfigNode place = node.get("name") == null ? node : node.get("name");
    ConfigNode earlier = place == null ? null : names.put(name, place);
    if (earlier != null && place != null) {
      problems.add(
          place,
          "the name "
              + Problems.quoted(name)
              + " is already used by the mapping in line "
              + earlier.line(),
          "Give each mapping a name of its own.");
    }
    return name;
  }

  private List<HostPattern> hosts(ConfigNode node, MappingDefaults service, boolean isPart) {
    ConfigNode host = node.get("host");
    ConfigNode hosts = node.get("hosts");
    if (host != null && hosts != null) {
      problems.add(
          host, "\"host\" and \"hosts\" are both given", "Put all of them into \"hosts\".");
    }
    if (host == null && hosts == null) {
      return isPart ? new ArrayList<HostPattern>(0) : services().hosts(node, service);
    }
    List<HostPattern> patterns = new ArrayList<>(1);
    addHost(patterns, host);
    for (ConfigNode item : values.items(hosts, false)) {
      addHost(patterns, item);
    }
    return patterns;
  }

  private void addHost(List<HostPattern> patterns, @Nullable ConfigNode node) {
    if (node != null && values.is(node, ConfigNode.Kind.STRING, "a string in double quotes")) {
      try {
        patterns.add(HostPattern.parse(node.text(), node.written()));
      } catch (PatternException e) {
        refusePattern(node, e, Problems.shownHost(node), "host");
      }
    }
  }

  private List<PathPattern> paths(@Nullable ConfigNode node) {
    List<PathPattern> patterns = new ArrayList<>();
    for (ConfigNode item : values.items(node, true)) {
      if (values.is(item, ConfigNode.Kind.STRING, "a string in double quotes")) {
        try {
          patterns.add(PathPattern.parse(item.text(), item.written()));
        } catch (PatternException e) {
          refusePattern(item, e, Problems.shown(item), "path");
        }
      }
    }
    return patterns;
  }

  /** The exception repeats parts of the text, which may be a secret. */
  private void refusePattern(ConfigNode node, PatternException e, String shown, String what) {
    boolean isPlain = shown.equals(Problems.quoted(node.text()));
    problems.add(
        node,
        isPlain ? Problems.cut(e.getMessage()) : shown + " cannot be the pattern of a " + what,
        e.advice());
  }

  private List<String> methods(@Nullable ConfigNode node) {
    List<String> methods = new ArrayList<>();
    for (ConfigNode item : values.items(node, false)) {
      String method = values.text(item);
      if (method == null) {
        continue;
      }
      if (!HeaderRules.isToken(method)) {
        problems.add(item, Problems.shown(item) + " is not an HTTP method", "Write it like GET.");
      } else if (method.equalsIgnoreCase("CONNECT")) {
        problems.add(
            item,
            "CONNECT addresses a proxy and never gets a token",
            "Name the methods of the requests inside the tunnel.");
      } else if (hasLowerCase(method)) {
        problems.add(
            item,
            Problems.shown(item) + " is in lower case, and methods are case-sensitive",
            "Write it as it is sent, for example GET.");
      }
      methods.add(method);
    }
    return methods;
  }

  private static boolean hasLowerCase(String method) {
    for (int i = 0; i < method.length(); i++) {
      if (method.charAt(i) >= 'a' && method.charAt(i) <= 'z') {
        return true;
      }
    }
    return false;
  }

  private @Nullable String resource(ConfigNode given) {
    String resource = values.text(given);
    if (resource == null) {
      return null;
    }
    if (!ResourceRules.isResource(resource)) {
      problems.add(
          given,
          Problems.shown(given) + " is not a resource that a token can be asked for",
          "Write a URI or an application id without blanks, for example https://vault.azure.net.");
      return null;
    }
    return resource;
  }

  private void refuseBesideSkip(ConfigNode node) {
    for (String key : NOT_WITH_SKIP) {
      ConfigNode member = node.get(key);
      if (member != null) {
        problems.add(
            member,
            "\"" + key + "\" is given with \"skip\": true, which leaves the request alone",
            "Remove one of them.");
      }
    }
  }
}
