package io.managedidentity.agent.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the keys of one mapping mean for each other. */
final class SchemaRules {
  /** Keys of what a mapping does to a request. */
  private static final List<String> TREATMENT =
      List.of(
          "resource",
          "service",
          "confirm",
          "existingAuthorization",
          "header",
          "format",
          "removeHeaders",
          "removeQuery",
          "setHeaders",
          "allowPlainHttp",
          "fallbackOnRejection");

  private static final List<String> ONLY_WITHOUT_SKIP =
      List.of(
          "identity",
          "onTokenFailure",
          "share",
          "placeholder",
          "tokenEndpoint",
          "answer",
          "clientId",
          "mode");

  private static final List<String> REQUESTS = List.of("host", "hosts", "path", "methods");

  private SchemaRules() {}

  static void addTo(ObjectNode mapping) {
    mapping.putObject("not").putArray("required").add("host").add("hosts");
    ObjectNode skip = mapping.putObject("if");
    skip.putArray("required").add("skip");
    skip.putObject("properties").putObject("skip").put("const", true);
    ObjectNode skipped = mapping.putObject("then");
    requireHost(skipped);
    forbid(skipped, TREATMENT);
    forbid(skipped, ONLY_WITHOUT_SKIP);
    ObjectNode treated = mapping.putObject("else");
    treated.putObject("if").putArray("required").add("tokenEndpoint");
    ObjectNode ofEndpoint = treated.putObject("then");
    forbid(ofEndpoint, TREATMENT);
    forbid(ofEndpoint, REQUESTS);
    // A form cannot be sent twice.
    ofEndpoint.withObject("/properties/mode").putObject("not").put("const", "shadow");
    ObjectNode ofHost = treated.putObject("else");
    forbid(ofHost, List.of("clientId", "answer"));
    ofHost.putObject("dependentRequired").putArray("confirm").add("service");
    ArrayNode forms = ofHost.putArray("anyOf");
    forms.addObject().putArray("required").add("service");
    ObjectNode plain = forms.addObject();
    plain.putArray("required").add("resource");
    requireHost(plain);
  }

  /** What holds if the mapping names one of these services. */
  static ObjectNode ifService(ObjectNode mapping, List<String> services) {
    ArrayNode all = mapping.withArray("allOf");
    ObjectNode rule = all.addObject();
    ObjectNode named = rule.putObject("if");
    named.putArray("required").add("service");
    services.forEach(named.putObject("properties").putObject("service").putArray("enum")::add);
    return rule.putObject("then");
  }

  /**
   * @param need a key, or {@code setHeaders/NAME}
   */
  static void require(ObjectNode node, String need) {
    String[] path = need.split("/", 2);
    node.putArray("required").add(path[0]);
    if (path.length > 1) {
      ObjectNode inner = node.putObject("properties").putObject(path[0]);
      // Names of headers have no case: not all names are other ones.
      inner
          .putObject("not")
          .putObject("propertyNames")
          .putObject("not")
          .put("pattern", "^" + SchemaPatterns.withoutCase(path[1]) + "$");
    }
  }

  private static void requireHost(ObjectNode node) {
    ArrayNode forms = node.putArray("anyOf");
    forms.addObject().putArray("required").add("host");
    forms.addObject().putArray("required").add("hosts");
  }

  private static void forbid(ObjectNode node, List<String> keys) {
    ObjectNode properties = node.withObject("/properties");
    keys.forEach(key -> properties.put(key, false));
  }
}
