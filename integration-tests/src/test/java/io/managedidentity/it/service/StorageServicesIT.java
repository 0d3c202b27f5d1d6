package io.managedidentity.it.service;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import io.managedidentity.probe.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Azure's storage libraries since 2016, with wrong keys and signatures. */
class StorageServicesIT {
  private static final String KEY = "d3JvbmcsIG5vdCB0aGUga2V5IG9mIHRoaXMgYWNjb3VudA==";
  private static final String SIGNATURE = "d3JvbmcgU0FT";
  private static final String SAS =
      "sv=2020-08-04&ss=bfqt&srt=sco&sp=rwdlacup&se=2040-01-01T00:00:00Z&spr=https&sig="
          + SIGNATURE;
  private static final String OTHER_SIGNATURE = "b3RoZXIgU0FT";
  private static final String SOURCE =
      "https://archive.blob.core.windows.net/orders/order?sv=2020-08-04&sr=b&sp=r&se=2040-01-01T00%3A00%3A00Z&sig="
          + OTHER_SIGNATURE;
  private static final String KEY_CONNECTION =
      "DefaultEndpointsProtocol=https;AccountName=orders;AccountKey="
          + KEY
          + ";EndpointSuffix=core.windows.net";
  private static final String SAS_CONNECTION =
      "BlobEndpoint=https://orders.blob.core.windows.net/;QueueEndpoint=https://orders.queue.core.windows.net/;"
          + "TableEndpoint=https://orders.table.core.windows.net/;FileEndpoint=https://orders.file.core.windows.net/;"
          + "SharedAccessSignature="
          + SAS;
  private static final String MAPPINGS =
      """
      { "service": "storage-blob" }, { "service": "storage-queue" }, { "service": "storage-table" },
      { "service": "storage-dfs" },
      { "service": "storage-file" }""";

  /** What the service reads later, or without a token: the SAS of its source is there to stay. */
  private static final Set<String> STAYING =
      Set.of("asynchronous copy", "incremental copy", "range from URL");

  /** Of azure-core-http-jdk-httpclient. */
  static final int JDK_OF_JDK_CLIENT = 12;

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.outermost(8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void letsLibrariesInWithTokens(Jdk jdk) throws Exception {
    List<LibraryCase> cases = new ArrayList<>();
    for (String version : List.of("4.4.0", "5.5.0", "7.0.0", "8.6.6")) {
      before12(
          version,
          List.of("blob", "blobs", "queue", "table", "transaction", "file", "share"),
          cases);
    }
    before12("8.6.6", List.of("batch", "asynchronous copy", "synchronous copy"), cases);
    for (String client : List.of("netty", "okhttp", "jdk")) {
      since12(
          client, List.of("blob", "queue", "table", "transaction", "file", "share", "dfs"), cases);
      since12(client, List.of("blobs", "batch", "rename"), cases);
    }
    for (String operation :
        List.of(
            "asynchronous copy",
            "synchronous copy",
            "upload from URL",
            "block from URL",
            "append from URL",
            "pages from URL",
            "incremental copy",
            "range from URL")) {
      since12("okhttp", List.of(operation), cases);
    }

    try (LibraryRun run =
        new LibraryRun(
            jdk,
            folder.resolve("mapping.json"),
            MAPPINGS,
            List.of(new StorageService()),
            List.of(KEY, SIGNATURE, OTHER_SIGNATURE),
            cases)) {
      run.run();
    }
  }

  private static void before12(String version, List<String> operations, List<LibraryCase> cases) {
    add(
        "azure-storage " + version,
        new Message()
            .add("program", "StorageBefore12")
            .add(
                "classPath",
                AgentJar.frameworkPath("azure-storage/azure-storage-" + version).get(0))
            .add(
                "classPath",
                AgentJar.frameworkPath("azure-storage/azure-storage-" + version).get(1)),
        operations,
        0,
        cases);
  }

  private static void since12(String client, List<String> operations, List<LibraryCase> cases) {
    add(
        "azure-storage 12 over " + client,
        new Message()
            .add("program", "Storage12")
            .add("client", client)
            .add("classPath", AgentJar.frameworkPath("azure-sdk/all").get(0))
            .add("classPath", AgentJar.frameworkPath("azure-sdk/all").get(1)),
        operations,
        client.equals("jdk") ? JDK_OF_JDK_CLIENT : 0,
        cases);
  }

  private static void add(
      String library,
      Message call,
      List<String> operations,
      int lowestJdk,
      List<LibraryCase> cases) {
    for (String operation : operations) {
      for (String credential : List.of("key", "SAS", KEY_CONNECTION, SAS_CONNECTION)) {
        Message one =
            Message.parse(call.toLine())
                .add("do", "call")
                .add("operation", operation)
                .add("credential", credential)
                .add("key", KEY)
                .add("sas", SAS)
                .add("source", SOURCE);
        cases.add(
            new LibraryCase(
                library + ", " + operation + ", " + label(credential),
                one,
                kinds(library, operation, credential),
                STAYING.contains(operation) ? Set.of("sas-copy-source") : Set.of(),
                lowestJdk));
      }
    }
  }

  private static String label(String credential) {
    return credential.contains(";")
        ? "connection string with " + (credential.equals(SAS_CONNECTION) ? "SAS" : "key")
        : credential;
  }

  private static Set<String> kinds(String library, String operation, String credential) {
    boolean isSas = credential.equals("SAS") || credential.equals(SAS_CONNECTION);
    boolean isOfTables =
        library.contains(" 12 ") && (operation.equals("table") || operation.equals("transaction"));
    Set<String> kinds =
        new TreeSet<>(Set.of(isSas ? "sas" : isOfTables ? "shared-key-lite" : "shared-key"));
    if (operation.equals("batch")) {
      kinds.add("shared-key-batch");
      if (library.contains(" 8")) {
        kinds.remove("sas"); // it signs the parts alone, for which the service refuses the whole
      }
    } else if (operation.equals("transaction") && isSas && !library.contains(" 12 ")) {
      kinds.add("shared-key-batch"); // each entity is signed
    } else if (operation.contains("copy") || operation.contains("from URL")) {
      kinds.add("sas-copy-source");
    } else if (operation.equals("rename") && isSas) {
      kinds.add("sas-copy-source"); // the library signs it too
    }
    return kinds;
  }
}
