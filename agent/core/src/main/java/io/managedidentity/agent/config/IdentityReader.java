package io.managedidentity.agent.config;

import io.managedidentity.agent.token.ManagedIdentityId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code identity} and {@code source}. */
final class IdentityReader {
  private static final String SYSTEM_ASSIGNED = ManagedIdentityId.Kind.SYSTEM_ASSIGNED.label();
  private static final List<String> KEYS = ConfigOptions.keys(ConfigOptions.identity());

  private final ValueReader values;
  private final Problems problems;

  IdentityReader(ValueReader values) {
    this.values = values;
    this.problems = values.problems();
  }

  /** The identity; null if there is none or it was reported. */
  @Nullable IdentityConfig identity(@Nullable ConfigNode node) {
    if (node == null) {
      return null;
    }
    if (node.kind() == ConfigNode.Kind.STRING) {
      return fromText(node);
    }
    if (!values.is(node, ConfigNode.Kind.OBJECT, "\"system-assigned\" or an object")) {
      return null;
    }
    values.refuseUnknown(node, KEYS);
    List<String> sources = sources(node.get("source"));
    String tenantId = values.text(node.get("tenantId"));
    if (tenantId != null && !isPlain(tenantId)) {
      ConfigNode tenant = node.get("tenantId");
      problems.add(
          node,
          (tenant == null ? "this" : Problems.shown(tenant)) + " is not a tenant",
          "Write its id or domain name.");
    }
    ManagedIdentityId id = id(node);
    ConfigNode named = node.get(id.kind().label());
    return new IdentityConfig(
        id,
        node.get("source") == null ? null : sources,
        tenantId,
        named != null && named.variables() != null ? named.key() + " " + named.written() : null);
  }

  /** Ids of sources in order, empty for {@code auto}. */
  List<String> sources(@Nullable ConfigNode node) {
    List<String> known = ValueReader.words(ConfigOptions.SOURCES);
    List<String> sources = new ArrayList<>();
    for (ConfigNode item : values.items(node, true)) {
      int index = values.word(item, known);
      String source = index < 0 ? "" : known.get(index);
      if (sources.contains(source)) {
        problems.add(item, "\"" + source + "\" is listed twice", "Keep the first.");
      } else if (index >= 0) {
        sources.add(source);
      }
    }
    if (node != null && sources.contains("auto") && sources.size() > 1) {
      problems.add(
          node,
          "\"auto\" is listed with other sources",
          "Write \"auto\" alone, or the sources to try in order.");
    }
    sources.remove("auto");
    return sources;
  }

  private @Nullable IdentityConfig fromText(ConfigNode node) {
    String text = node.text();
    if (text.equals(SYSTEM_ASSIGNED)) {
      return new IdentityConfig(ManagedIdentityId.systemAssigned(), null, null, null);
    }
    if (!node.origin().isFile() && text.startsWith("{")) {
      ConfigNode object =
          new ConfigTreeReader(text, node.origin(), new Placeholders(SettingLookup.NONE), problems)
              .read();
      return object == null ? null : identity(object);
    }
    problems.add(
        node,
        Problems.shown(node) + " is not an identity",
        NearestKey.hint(text, ValueReader.words(SYSTEM_ASSIGNED))
            + "Write \"system-assigned\" or {\"clientId\": \"…\"}.");
    return null;
  }

  private ManagedIdentityId id(ConfigNode node) {
    ManagedIdentityId id = null;
    for (ManagedIdentityId.Kind kind : ManagedIdentityId.Kind.values()) {
      ConfigNode member = node.get(kind.label());
      String value = kind == ManagedIdentityId.Kind.SYSTEM_ASSIGNED ? null : values.text(member);
      if (member == null || value == null) {
        continue;
      }
      if (id != null) {
        problems.add(
            member,
            "an identity is named twice, by " + id.kind().label() + " and " + kind.label(),
            "Keep one of clientId, objectId and resourceId.");
      }
      checkId(member, kind, value);
      id = ManagedIdentityId.userAssigned(kind, value);
    }
    if (id == null && node.children().isEmpty()) {
      problems.add(
          node, "the identity is empty", "Write \"system-assigned\" or {\"clientId\": \"…\"}.");
    }
    return id == null ? ManagedIdentityId.systemAssigned() : id;
  }

  private void checkId(ConfigNode node, ManagedIdentityId.Kind kind, String value) {
    if (kind == ManagedIdentityId.Kind.RESOURCE_ID) {
      if (!value.regionMatches(true, 0, "/subscriptions/", 0, 15) || value.indexOf(' ') >= 0) {
        problems.add(
            node,
            Problems.shown(node) + " is not an Azure resource id",
            "Write it as /subscriptions/…/resourceGroups/…/providers/"
                + "Microsoft.ManagedIdentity/userAssignedIdentities/NAME.");
      }
    } else if (!isGuid(value)) {
      problems.add(
          node,
          (hasFormOfGuid(value) ? Problems.shown(node) : Problems.hidden(node)) + " is not a GUID",
          "Copy the " + kind.label() + " from the identity's page: 8-4-4-4-12 hexadecimal digits.");
    }
  }

  private static boolean isGuid(String value) {
    if (value.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      char c = value.charAt(i);
      if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
        return false;
      }
    }
    return true;
  }

  /** Whatever else was pasted there may be a secret. */
  private static boolean hasFormOfGuid(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) != '-' && Character.digit(value.charAt(i), 16) < 0) {
        return false;
      }
    }
    return value.length() <= 40;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 126 || !(Character.isLetterOrDigit(c) || c == '-' || c == '.')) {
        return false;
      }
    }
    return true;
  }
}
