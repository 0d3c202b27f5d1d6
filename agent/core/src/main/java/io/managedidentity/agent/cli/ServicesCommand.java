package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.catalogue.ServiceHeader;
import io.managedidentity.agent.config.NearestKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code services}: the catalogue of Azure services. */
@Command(
    name = "services",
    description = {
      "Lists the services that a mapping can name, with their resource in the public cloud; with an id, all about one service.",
      "Exit code 1 if there is no service of that id."
    })
public final class ServicesCommand implements Callable<Integer> {
  private static final int ID_WIDTH = 26;
  private static final int RESOURCE_WIDTH = 42;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The id of a service, for example storage-blob.")
  private @Nullable String id;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    PrintWriter out = spec.commandLine().getOut();
    Catalogue catalogue = Catalogue.ofThisJar();
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    String wanted = id;
    if (wanted != null) {
      CatalogueService service = catalogue.find(wanted);
      if (service == null) {
        spec.commandLine().getErr().println(unknown(wanted, catalogue.ids()));
        return Main.NO;
      }
      ObjectNode row = toJson(service, json.createObjectNode());
      if (asJson) {
        out.println(json.writeValueAsString(row));
      } else {
        TextTable.of(spec.commandLine()).print(row);
      }
    } else if (asJson) {
      ObjectNode answer = json.createObjectNode();
      answer.put("schema", catalogue.schema());
      answer.put("version", catalogue.version());
      ArrayNode rows = answer.putArray("services");
      catalogue.all().forEach(service -> toJson(service, rows.addObject()));
      out.println(json.writeValueAsString(answer));
    } else {
      print(catalogue, TextTable.of(spec.commandLine()));
    }
    out.flush();
    return Main.OK;
  }

  private static String unknown(String id, List<String> ids) {
    String nearest = NearestKey.find(id, ids);
    return "\""
        + id
        + "\" is not a service of the catalogue. "
        + (nearest == null ? "" : "Did you mean \"" + nearest + "\"? ")
        + "The command services without an id lists all.";
  }

  static void print(Catalogue catalogue, TextTable table) {
    List<String[]> rows = new ArrayList<>();
    for (CatalogueService service : catalogue.all()) {
      String resource = service.resource("public");
      rows.add(
          new String[] {
            service.id(),
            !service.takesToken()
                ? "(" + service.support() + ")"
                : resource != null ? resource : "(the mapping's own resource)",
            service.confidence("public")
          });
    }
    table.rows(rows, 1, ID_WIDTH, RESOURCE_WIDTH);
  }

  /** All of a row; what it does not have is left out. */
  static ObjectNode toJson(CatalogueService service, ObjectNode row) {
    row.put("id", service.id());
    row.put("name", service.name());
    row.put("support", service.support());
    ObjectNode hosts = row.putObject("hosts");
    ObjectNode resources = row.putObject("resource");
    ObjectNode confidence = row.putObject("confidence");
    for (String cloud : Catalogue.CLOUDS) {
      addAll(hosts, cloud, service.hosts(cloud));
      String resource = service.resource(cloud);
      if (resource != null) {
        resources.put(cloud, resource);
      }
      confidence.put(cloud, service.confidence(cloud));
    }
    row.put("hostMayBeLeftOut", service.isAnyHostSafe());
    put(row, "hostNeeded", service.hostNeeded());
    put(row, "resourceIs", service.resourceIs());
    put(row, "doubt", service.doubt());
    if (service.takesToken()) {
      row.put("header", service.header());
      row.put("format", service.format());
    }
    addAll(row, "replaces", service.replaces());
    addAll(row, "removeHeaders", service.removeHeaders());
    addAll(row, "removeQuery", service.removeQuery());
    ObjectNode set = row.putObject("setHeaders");
    for (ServiceHeader header : service.setHeaders()) {
      if (header.atLeast()) {
        set.putObject(header.name()).put("atLeast", header.value());
      } else {
        set.put(header.name(), header.value());
      }
    }
    addAll(row, "needs", service.needs());
    ObjectNode role = row.putObject("role");
    put(role, "read", service.readRole());
    put(role, "write", service.writeRole());
    put(row, "localAuthOff", service.localAuthOff());
    put(row, "limits", service.limits());
    put(row, "instead", service.instead());
    addAll(row, "sharesHostWith", service.sharesHostWith());
    addAll(row, "source", service.source());
    return row;
  }

  private static void put(ObjectNode row, String key, String text) {
    if (!text.isEmpty()) {
      row.put(key, text);
    }
  }

  private static void addAll(ObjectNode row, String key, List<String> texts) {
    if (!texts.isEmpty()) {
      texts.forEach(row.putArray(key)::add);
    }
  }
}
