package io.managedidentity.it.service;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.probe.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Libraries of Azure's services apart from storage, old and new, with wrong keys. No released jar
 * of azure-messaging-eventgrid-namespaces could be had: AuthorizationValueTest has what it sends.
 */
class OtherServicesIT {
  /** Base64, which most of the libraries want. */
  private static final String KEY = "d3JvbmcsIG5vdCB0aGUga2V5IG9mIHRoaXMgcmVzb3VyY2U=";

  private static final String MAPPINGS =
      """
      { "service": "ai-search" }, { "service": "azure-openai" }, { "service": "app-configuration" },
      { "service": "event-grid" }, { "service": "cosmos-nosql" }, { "service": "batch" },
      { "service": "web-pubsub", "host": "orders.webpubsub.azure.com" },
      { "service": "iot-hub", "host": "orders.azure-devices.net" },
      { "service": "key-vault" },
      { "tokenEndpoint": "https://login.microsoftonline.com/tenant" }""";

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void letsLibrariesInWithTokens(Jdk jdk) throws Exception {
    List<LibraryCase> cases = new ArrayList<>();
    for (String client : List.of("netty", "okhttp", "jdk")) {
      azure("azure-search-documents", client, "api-key", cases);
    }
    azure("azure-ai-openai", "okhttp", "api-key", cases);
    azure("openai-java", "okhttp", "bearer-key", cases);
    azure("openai-java, credential of Azure", "okhttp", "api-key", cases);
    azure("azure-data-appconfiguration", "netty", "hmac", cases);
    azure("azure-messaging-eventgrid, key", "okhttp", "event-grid-key", cases);
    azure("azure-messaging-eventgrid, SAS", "okhttp", "event-grid-key", cases);
    azure("azure-messaging-webpubsub", "netty", "hs256-jwt", cases);
    add("azure-sdk/all", "Cosmos4", "azure-cosmos", "netty", "cosmos-master-key", cases);
    for (String[] before :
        new String[][] {
          {"azure-keyvault", "client-secret"},
          {"azure-batch", "shared-key"},
          {"azure-documentdb", "cosmos-master-key"},
          {"iot-service-client", "sas-header"},
        }) {
      add("azure-before-12/all", "AzureServicesBefore12", before[0], "", before[1], cases);
    }
    List<FakeService> services = new ArrayList<>(TokenService.all());
    services.addAll(List.of(new CosmosService(), new KeyVaultService(), new LoginService()));

    try (LibraryRun run =
        new LibraryRun(
            jdk, folder.resolve("mapping.json"), MAPPINGS, services, List.of(KEY), cases)) {
      run.run();
    }
  }

  private static void azure(String library, String client, String kind, List<LibraryCase> cases) {
    add("azure-sdk/all", "AzureServices", library, client, kind, cases);
  }

  private static void add(
      String jars,
      String program,
      String library,
      String client,
      String kind,
      List<LibraryCase> cases) {
    Message call =
        new Message()
            .add("do", "call")
            .add("program", program)
            .add("library", library)
            .add("client", client)
            .add("key", KEY);
    AgentJar.frameworkPath(jars).forEach(entry -> call.add("classPath", entry));
    cases.add(
        new LibraryCase(
            library + " " + client,
            call,
            Set.of(kind),
            Set.of(),
            client.equals("jdk")
                ? StorageServicesIT.JDK_OF_JDK_CLIENT
                : library.equals("azure-cosmos") ? LibraryRun.JDK_WITH_HOSTS_FILE : 0));
  }
}
