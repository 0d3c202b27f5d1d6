package io.managedidentity.agent.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.config.ConfigOption;
import io.managedidentity.agent.config.ConfigOptions;
import io.managedidentity.agent.config.OptionReach;
import io.managedidentity.agent.config.OptionType;
import java.util.List;

/** The JSON Schema of the mapping file, made from the options and the catalogue. */
final class MappingFileSchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CLOUDS = List.of("public", "usgov", "china");

  private MappingFileSchema() {}

  static ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Managed Identity Agent: mapping file");
    root.put("type", "object");
    root.put("additionalProperties", false);
    ObjectNode properties = root.putObject("properties");
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      if (option.reach() != OptionReach.OUTSIDE_FILE) {
        place(properties, option);
      }
    }
    ObjectNode ofFlatKeys = root.putObject("dependentSchemas");
    for (ConfigOption option : ConfigOptions.topLevelOptions()) {
      if (option.reach() != OptionReach.OUTSIDE_FILE && option.key().indexOf('.') > 0) {
        forbidMember(ofFlatKeys.putObject(option.key()), option.key());
      }
    }
    ArrayNode forms = root.putArray("anyOf");
    forms.addObject().putArray("required").add("mappings");
    ObjectNode without = forms.addObject();
    without.putArray("required").add("mode");
    ObjectNode mode = without.putObject("properties").putObject("mode");
    mode.put("pattern", "^(?:discover|off)$|" + SchemaPatterns.VARIABLE);
    ObjectNode definitions = root.putObject("$defs");
    ObjectNode mapping = object(definitions.putObject("mapping"), ConfigOptions.mapping());
    mapping.put("description", "Which requests get which token.");
    SchemaRules.addTo(mapping);
    services(mapping);
    ObjectNode identity = object(definitions.putObject("identity"), ConfigOptions.identity());
    identity.put("minProperties", 1);
    ArrayNode pairs = identity.putObject("not").putArray("anyOf");
    pairs.addObject().putArray("required").add("clientId").add("objectId");
    pairs.addObject().putArray("required").add("clientId").add("resourceId");
    pairs.addObject().putArray("required").add("objectId").add("resourceId");
    return root;
  }

  private static ObjectNode object(ObjectNode node, List<ConfigOption> options) {
    node.put("type", "object");
    node.put("additionalProperties", false);
    ObjectNode properties = node.putObject("properties");
    options.forEach(option -> place(properties, option));
    return node;
  }

  /** A key with a dot is a member of an object, or stands as it is. */
  private static void place(ObjectNode properties, ConfigOption option) {
    int dot = option.key().indexOf('.');
    ObjectNode parent = properties;
    if (dot > 0) {
      describe(properties.putObject(option.key()), option);
      parent = (ObjectNode) properties.get(option.key().substring(0, dot));
      if (parent == null) {
        parent = properties.putObject(option.key().substring(0, dot));
        parent.put("type", "object");
        parent.put("additionalProperties", false);
        parent.putObject("properties");
      }
      parent = (ObjectNode) parent.get("properties");
    }
    describe(parent.putObject(option.key().substring(dot + 1)), option);
  }

  /** A key with a dot that stands as it is does not stand in the object as well. */
  private static void forbidMember(ObjectNode node, String key) {
    int dot = key.indexOf('.');
    ObjectNode group = node.putObject("properties").putObject(key.substring(0, dot));
    group.putObject("properties").put(key.substring(dot + 1), false);
  }

  private static void describe(ObjectNode node, ConfigOption option) {
    node.put("description", option.sentence());
    if (!option.defaultText().isEmpty()) {
      node.put("default", option.defaultText());
    }
    type(node, option);
  }

  private static void type(ObjectNode node, ConfigOption option) {
    switch (option.type()) {
      case BOOLEAN -> {
        node.put("type", "boolean");
        if (node.has("default")) {
          node.put("default", Boolean.parseBoolean(option.defaultText()));
        }
      }
      case CHOICE -> words(node, option.choices());
      case NUMBER -> {
        node.put("type", "integer").put("minimum", 0).put("maximum", 100);
        node.put("default", Integer.parseInt(option.defaultText()));
      }
      case TEXT, DURATION -> {
        if (option.key().equals("service")) {
          words(node, usableServices());
        } else {
          text(node, option);
        }
      }
      case TEXTS -> texts(node, option);
      case TEXT_OR_TEXTS -> {
        var forms = node.putArray("anyOf");
        item(forms.addObject(), option);
        texts(forms.addObject(), option);
      }
      case IDENTITY -> {
        var forms = node.putArray("anyOf");
        words(forms.addObject(), List.of("system-assigned"));
        forms.addObject().put("$ref", "#/$defs/identity");
      }
      case MAPPINGS -> node.put("type", "array").putObject("items").put("$ref", "#/$defs/mapping");
      case HEADERS -> {
        node.put("type", "object");
        node.putObject("propertyNames").put("pattern", SchemaPatterns.HEADER_NAME);
        var forms = node.putObject("additionalProperties").putArray("anyOf");
        ObjectNode value = forms.addObject();
        value.put("type", "string").put("pattern", SchemaPatterns.HEADER_VALUE);
        ObjectNode atLeast = forms.addObject();
        atLeast.put("type", "object");
        atLeast.put("additionalProperties", false);
        atLeast.putObject("properties").set("atLeast", value.deepCopy());
        atLeast.putArray("required").add("atLeast");
      }
    }
  }

  private static void words(ObjectNode node, List<String> words) {
    var forms = node.putArray("anyOf");
    words.forEach(forms.addObject().putArray("enum")::add);
    forms.addObject().put("type", "string").put("pattern", SchemaPatterns.VARIABLE);
  }

  private static void text(ObjectNode node, ConfigOption option) {
    node.put("type", "string");
    boolean isRegistration =
        option.key().equals("clientId") && option.type() == OptionType.TEXT_OR_TEXTS;
    String pattern = SchemaPatterns.of(isRegistration ? "registration" : option.key());
    if (!pattern.isEmpty()) {
      node.put("pattern", pattern);
    }
    if (option.key().equals("placeholder")) {
      node.put("minLength", 4);
    }
  }

  private static void item(ObjectNode node, ConfigOption option) {
    if (option.choices().isEmpty()) {
      text(node, option);
    } else {
      words(node, option.choices());
    }
  }

  private static void texts(ObjectNode node, ConfigOption option) {
    node.put("type", "array").put("minItems", 1);
    item(node.putObject("items"), option);
    if (option.key().equals("source")) {
      node.put("uniqueItems", true);
      node.putObject("if").putObject("contains").put("const", "auto");
      node.putObject("then").put("maxItems", 1);
    }
  }

  private static List<String> usableServices() {
    Catalogue catalogue = Catalogue.ofThisJar();
    return catalogue.ids().stream().filter(id -> isUsable(find(catalogue, id))).toList();
  }

  private static boolean isUsable(CatalogueService service) {
    return service.takesToken()
        && CLOUDS.stream().anyMatch(cloud -> !service.confidence(cloud).equals("none"));
  }

  /** What a service needs beside it, whatever the cloud. */
  private static void services(ObjectNode mapping) {
    Catalogue catalogue = Catalogue.ofThisJar();
    List<CatalogueService> usable =
        usableServices().stream().map(id -> find(catalogue, id)).toList();
    List<String> withHost =
        usable.stream().filter(row -> !row.isAnyHostSafe()).map(CatalogueService::id).toList();
    ObjectNode host = SchemaRules.ifService(mapping, withHost);
    host.putArray("anyOf").addObject().putArray("required").add("host");
    ((ArrayNode) host.get("anyOf")).addObject().putArray("required").add("hosts");
    List<String> doubtful =
        usable.stream()
            .filter(row -> CLOUDS.stream().allMatch(cloud -> !isSure(row.confidence(cloud))))
            .map(CatalogueService::id)
            .toList();
    ObjectNode confirm = SchemaRules.ifService(mapping, doubtful);
    confirm.putArray("required").add("confirm");
    confirm.putObject("properties").putObject("confirm").put("const", true);
    List<String> withResource =
        usable.stream()
            .filter(row -> CLOUDS.stream().allMatch(cloud -> row.resource(cloud) == null))
            .map(CatalogueService::id)
            .toList();
    SchemaRules.ifService(mapping, withResource).putArray("required").add("resource");
    for (CatalogueService row : usable) {
      for (String need : row.needs()) {
        SchemaRules.require(SchemaRules.ifService(mapping, List.of(row.id())), need);
      }
    }
  }

  private static boolean isSure(String confidence) {
    return !confidence.equals("low") && !confidence.equals("none");
  }

  private static CatalogueService find(Catalogue catalogue, String id) {
    CatalogueService service = catalogue.find(id);
    if (service == null) {
      throw new IllegalStateException(id);
    }
    return service;
  }
}
