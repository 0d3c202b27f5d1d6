package io.managedidentity.agent.docs;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.catalogue.ServiceHeader;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicesPageTest {
  private static final String INTRODUCTION =
      """
      # Services

      Generated from the catalogue in the jar; do not edit. Version of the facts: %s. The same as data: `java -jar
      managed-identity-agent.jar services --json`.

      A mapping that names a service needs nothing else where "Host" says "may be left out": `{ "service": "storage-blob" }`. The service
      brings hosts, resource, header, format, what is removed, lowest values of headers, and `"existingAuthorization":
      "replace-stored-secret"`. Keys of the mapping win: `host`, `removeHeaders` and `removeQuery` take the place of the service's,
      `setHeaders` adds to it. `cloud` chooses the column. Nobody has tried these rows on Azure for this project: they come from the
      sources that each row names.

      | Word | Means |
      | --- | --- |
      | may be left out | every host of these patterns is the service's, and whoever owns one cannot read the token; still, name your own hosts if you know them |
      | `direct`, `direct-with-format` | a token on the request is enough, in the usual or another form |
      | `direct-with-settings` | the mapping has to add what "Needs" says |
      | `manual-mapping` | the resource is the mapping's own |
      | `exchange`, `token-endpoint`, `not-supported`, `not-http` | no mapping can name it as its service; the row says what to do |
      | high, medium | confidence: stated by the vendor's documentation or libraries; from one good source |
      | low | doubtful: a mapping needs `"confirm": true`, and `check` says why |
      | none | not offered in that cloud, or nothing is known |

      | Id | Service | Resource in the public cloud | Host | Confidence: public, usgov, china |
      | --- | --- | --- | --- | --- |
      """;

  @Test
  void saysWhatTheCatalogueSays() throws IOException {
    Catalogue catalogue = Catalogue.ofThisJar();
    StringBuilder page = new StringBuilder(INTRODUCTION.formatted(catalogue.version()));
    for (CatalogueService service : catalogue.all()) {
      page.append(
          "| [%s](#%s) | %s | %s | %s | %s, %s, %s |\n"
              .formatted(
                  service.id(),
                  service.id(),
                  service.name(),
                  resource(service, "public"),
                  host(service),
                  service.confidence("public"),
                  service.confidence("usgov"),
                  service.confidence("china")));
    }
    for (CatalogueService service : catalogue.all()) {
      describe(page, service);
    }

    GeneratedFile.check("docs/services.md", page.toString());
  }

  private static String resource(CatalogueService service, String cloud) {
    String resource = service.resource(cloud);
    return resource != null
        ? "`" + resource + "`"
        : service.takesToken() ? "own" : service.support();
  }

  private static String host(CatalogueService service) {
    return service.isAnyHostSafe() ? "may be left out" : service.takesToken() ? "needed" : "–";
  }

  private static void describe(StringBuilder page, CatalogueService service) {
    page.append("\n## ").append(service.id()).append("\n\n").append(service.name()).append(": `");
    page.append(service.support()).append("`.");
    sentence(page, service.limits());
    sentence(page, service.instead());
    page.append("\n\n| | |\n| --- | --- |\n");
    for (String cloud : Catalogue.CLOUDS) {
      if (!service.hosts(cloud).isEmpty()) {
        String resource = service.resource(cloud);
        row(
            page,
            cloud + " (" + service.confidence(cloud) + ")",
            code(service.hosts(cloud)) + (resource == null ? "" : " → `" + resource + "`"));
      }
    }
    row(page, "Resource", service.resourceIs());
    row(
        page,
        "Host",
        service.hostNeeded().isEmpty() ? "" : "needed, since " + service.hostNeeded());
    row(page, "Doubt", service.doubt());
    row(page, "Needs", code(service.needs()));
    if (service.takesToken()) {
      row(page, "Token", "`" + service.header() + ": " + service.format() + "`");
    }
    row(page, "Secrets in that header", code(service.replaces()));
    row(page, "Removed headers", code(service.removeHeaders()));
    row(page, "Removed from the query", code(service.removeQuery()));
    row(page, "Set", code(service.setHeaders().stream().map(ServiceHeader::toString).toList()));
    row(page, "Role to read", service.readRole());
    row(page, "Role to write", service.writeRole());
    row(page, "Stored secrets off", service.localAuthOff());
    row(page, "Shares hosts with", String.join(", ", service.sharesHostWith()));
    row(page, "Sources", String.join("; ", service.source()));
  }

  private static void sentence(StringBuilder page, String sentence) {
    page.append(sentence.isEmpty() ? "" : " " + sentence);
  }

  private static void row(StringBuilder page, String name, String text) {
    if (!text.isEmpty()) {
      page.append("| ").append(name).append(" | ").append(text.replace("|", "\\|")).append(" |\n");
    }
  }

  private static String code(List<String> words) {
    return String.join(", ", words.stream().map(word -> "`" + word + "`").toList());
  }
}
