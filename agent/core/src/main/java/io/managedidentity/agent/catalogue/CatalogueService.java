package io.managedidentity.agent.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row of the catalogue. A text that the row does not have is empty. Immutable. */
public final class CatalogueService {
  /** In a resource: the host of the mapping. */
  private static final String HOST = "{host}";

  private final Row row;

  CatalogueService(Row row) {
    this.row = row;
  }

  public String id() {
    return row.text("id");
  }

  public String name() {
    return row.text("name");
  }

  /** How a token gets there: a word that docs/services.md explains. */
  public String support() {
    return row.text("support");
  }

  /** Whether a token on a request is enough, so that a mapping can name this service. */
  public boolean takesToken() {
    return support().startsWith("direct") || support().equals("manual-mapping");
  }

  /** Host patterns in a cloud. */
  public List<String> hosts(String cloud) {
    return row.object("hosts").list(cloud);
  }

  /**
   * Whether all hosts that the patterns cover belong to the service and nobody else can read what
   * they get, so that a mapping may leave the host out.
   */
  public boolean isAnyHostSafe() {
    return takesToken() && hostNeeded().isEmpty();
  }

  /** Why a mapping has to name hosts: words that end a sentence. */
  public String hostNeeded() {
    return row.text("hostNeeded");
  }

  /** The audience of tokens in a cloud; null if there is none that is the same for all. */
  public @Nullable String resource(String cloud) {
    String resource = row.object("resource").text(cloud);
    return resource.isEmpty() ? null : resource;
  }

  /** Whether the audience is the address of the mapping's own host. */
  public boolean isResourceOfHost(String cloud) {
    return row.object("resource").text(cloud).contains(HOST);
  }

  /** The audience for that host; {@link #isResourceOfHost} is true. */
  public String resource(String cloud, String host) {
    String without = row.text("hostWithout");
    String own = host;
    if (without.startsWith(".")) {
      own = host.replace(without + ".", ".");
    } else if (!without.isEmpty() && host.startsWith(without)) {
      own = host.substring(without.length());
    }
    return row.object("resource").text(cloud).replace(HOST, own);
  }

  /** What a mapping has to name as resource if there is no common one: words. */
  public String resourceIs() {
    return row.text("resourceIs");
  }

  /** {@code high}, {@code medium}, {@code low}, or {@code none} if it is not offered there. */
  public String confidence(String cloud) {
    return row.object("confidence").text(cloud);
  }

  /** Why confidence is low somewhere: a sentence. */
  public String doubt() {
    return row.text("doubt");
  }

  /** The header that the token goes into. */
  public String header() {
    return row.text("header").isEmpty() ? "Authorization" : row.text("header");
  }

  public String format() {
    return row.text("format").isEmpty() ? "Bearer {token}" : row.text("format");
  }

  /** Words with which the header's value begins when it is a stored secret. */
  public List<String> replaces() {
    return row.list("replaces");
  }

  public List<String> removeHeaders() {
    return row.list("removeHeaders");
  }

  public List<String> removeQuery() {
    return row.list("removeQuery");
  }

  public List<ServiceHeader> setHeaders() {
    List<ServiceHeader> headers = new ArrayList<>();
    Row all = row.object("setHeaders");
    for (Map.Entry<String, String> header : all.texts().entrySet()) {
      headers.add(new ServiceHeader(header.getKey(), header.getValue(), false));
    }
    for (Map.Entry<String, Row> header : all.objects().entrySet()) {
      headers.add(new ServiceHeader(header.getKey(), header.getValue().text("atLeast"), true));
    }
    return headers;
  }

  /** Keys that a mapping has to have beside this service, such as {@code setHeaders/x}. */
  public List<String> needs() {
    return row.list("needs");
  }

  /** The role for an identity that only reads. */
  public String readRole() {
    return row.object("role").text("read");
  }

  /** The role for an identity that writes as well. */
  public String writeRole() {
    return row.object("role").text("write");
  }

  /** How the service is told to refuse stored secrets: a command or words. */
  public String localAuthOff() {
    return row.text("localAuthOff");
  }

  /** What to know before it is used: sentences. */
  public String limits() {
    return row.text("limits");
  }

  /** What to do if the service takes no token: a sentence. */
  public String instead() {
    return row.text("instead");
  }

  /** Ids of services below the same host patterns. */
  public List<String> sharesHostWith() {
    return row.list("sharesHostWith");
  }

  /** Where the facts are from. */
  public List<String> source() {
    return row.list("source");
  }
}
