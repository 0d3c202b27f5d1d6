package io.managedidentity.probe;

import com.azure.core.credential.AzureNamedKeyCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.util.BinaryData;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.PageRange;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.file.datalake.DataLakeFileClient;
import com.azure.storage.file.datalake.DataLakeServiceClientBuilder;
import com.azure.storage.file.share.ShareServiceClientBuilder;
import com.azure.storage.queue.QueueServiceClientBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;

/**
 * One call of the storage libraries 12: {@code operation} over {@code client}, with {@code
 * credential} "key", "SAS", or a connection string; {@code source} is that of a copy.
 */
public final class Storage12 implements ProbeClient {
  private static final String BLOB = "https://orders.blob.core.windows.net";

  private final Transports transports = new Transports();

  @Override
  public Message call(Message call) throws Exception {
    HttpClient http = transports.of(call);
    switch (call.get("operation")) {
      case "queue":
        queues(call, http).buildClient().getQueueClient("orders").sendMessage("hello");
        break;
      case "table":
        tables(call, http).buildClient().getTableClient("orders").getEntity("a", "1");
        break;
      case "transaction":
        tables(call, http)
            .buildClient()
            .getTableClient("orders")
            .submitTransaction(
                Collections.singletonList(
                    new TableTransactionAction(
                        TableTransactionActionType.UPSERT_REPLACE, new TableEntity("a", "1"))));
        break;
      case "range from URL":
        files(call, http)
            .buildClient()
            .getShareClient("orders")
            .getFileClient("order")
            .uploadRangeFromUrl(512, 0, 0, call.get("source"));
        break;
      case "file":
        files(call, http).buildClient().getShareClient("orders").getFileClient("order").exists();
        break;
      case "share":
        files(call, http).buildClient().getShareClient("orders").create();
        break;
      case "dfs":
        lake(call, http).create(true);
        break;
      case "rename":
        lake(call, http).rename(null, "other");
        break;
      default:
        blobs(call, http);
    }
    return new Message().add("done", "true");
  }

  private static void blobs(Message call, HttpClient http) {
    BlobServiceClient service = blobService(call, http);
    BlobContainerClient container = service.getBlobContainerClient("orders");
    String source = call.get("source");
    switch (call.get("operation")) {
      case "blob":
        container.getBlobClient("order").upload(BinaryData.fromString("hello"), true);
        break;
      case "blobs":
        container
            .listBlobs()
            .forEach(
                blob -> {
                  throw new IllegalStateException("there should be none: " + blob);
                });
        break;
      case "batch":
        new BlobBatchClientBuilder(service)
            .buildClient()
            .deleteBlobs(
                Arrays.asList(BLOB + "/orders/order", BLOB + "/orders/other"),
                DeleteSnapshotsOptionType.INCLUDE)
            .forEach(response -> {});
        break;
      case "synchronous copy":
        container.getBlobClient("order").copyFromUrl(source);
        break;
      case "asynchronous copy":
        container.getBlobClient("order").beginCopy(source, Duration.ofSeconds(1)).poll();
        break;
      case "upload from URL":
        container.getBlobClient("order").getBlockBlobClient().uploadFromUrl(source);
        break;
      case "block from URL":
        container
            .getBlobClient("order")
            .getBlockBlobClient()
            .stageBlockFromUrl("AAAA", source, null);
        break;
      case "append from URL":
        container.getBlobClient("order").getAppendBlobClient().appendBlockFromUrl(source, null);
        break;
      case "incremental copy":
        container
            .getBlobClient("order")
            .getPageBlobClient()
            .copyIncremental(source, "2023-11-27T10:00:00.0000000Z");
        break;
      case "pages from URL":
        container
            .getBlobClient("order")
            .getPageBlobClient()
            .uploadPagesFromUrl(new PageRange().setStart(0).setEnd(511), source, null);
        break;
      default:
        throw new IllegalArgumentException(call.get("operation"));
    }
  }

  private static StorageSharedKeyCredential key(Message call) {
    return new StorageSharedKeyCredential("orders", call.get("key"));
  }

  private static BlobServiceClient blobService(Message call, HttpClient http) {
    BlobServiceClientBuilder builder = new BlobServiceClientBuilder().httpClient(http);
    switch (call.get("credential")) {
      case "key":
        return builder.endpoint(BLOB).credential(key(call)).buildClient();
      case "SAS":
        return builder.endpoint(BLOB).sasToken(call.get("sas")).buildClient();
      default:
        return builder.connectionString(call.get("credential")).buildClient();
    }
  }

  private static QueueServiceClientBuilder queues(Message call, HttpClient http) {
    QueueServiceClientBuilder builder = new QueueServiceClientBuilder().httpClient(http);
    String url = "https://orders.queue.core.windows.net";
    switch (call.get("credential")) {
      case "key":
        return builder.endpoint(url).credential(key(call));
      case "SAS":
        return builder.endpoint(url).sasToken(call.get("sas"));
      default:
        return builder.connectionString(call.get("credential"));
    }
  }

  private static TableServiceClientBuilder tables(Message call, HttpClient http) {
    TableServiceClientBuilder builder = new TableServiceClientBuilder().httpClient(http);
    String url = "https://orders.table.core.windows.net";
    switch (call.get("credential")) {
      case "key":
        return builder
            .endpoint(url)
            .credential(new AzureNamedKeyCredential("orders", call.get("key")));
      case "SAS":
        return builder.endpoint(url).sasToken(call.get("sas"));
      default:
        return builder.connectionString(call.get("credential"));
    }
  }

  private static ShareServiceClientBuilder files(Message call, HttpClient http) {
    ShareServiceClientBuilder builder = new ShareServiceClientBuilder().httpClient(http);
    String url = "https://orders.file.core.windows.net";
    switch (call.get("credential")) {
      case "key":
        return builder.endpoint(url).credential(key(call));
      case "SAS":
        return builder.endpoint(url).sasToken(call.get("sas"));
      default:
        return builder.connectionString(call.get("credential"));
    }
  }

  private static DataLakeFileClient lake(Message call, HttpClient http) {
    DataLakeServiceClientBuilder builder = new DataLakeServiceClientBuilder().httpClient(http);
    String url = "https://orders.dfs.core.windows.net";
    switch (call.get("credential")) {
      case "key":
        builder.endpoint(url).credential(key(call));
        break;
      case "SAS":
        builder.endpoint(url).sasToken(call.get("sas"));
        break;
      default:
        builder.connectionString(call.get("credential"));
    }
    return builder.buildClient().getFileSystemClient("orders").getFileClient("order");
  }
}
