package io.managedidentity.probe;

import com.microsoft.azure.storage.CloudStorageAccount;
import com.microsoft.azure.storage.RetryNoRetry;
import com.microsoft.azure.storage.StorageCredentials;
import com.microsoft.azure.storage.StorageCredentialsAccountAndKey;
import com.microsoft.azure.storage.StorageCredentialsSharedAccessSignature;
import com.microsoft.azure.storage.blob.BlobDeleteBatchOperation;
import com.microsoft.azure.storage.blob.CloudBlobClient;
import com.microsoft.azure.storage.blob.CloudBlobContainer;
import com.microsoft.azure.storage.blob.CloudBlockBlob;
import com.microsoft.azure.storage.file.CloudFileClient;
import com.microsoft.azure.storage.file.CloudFileShare;
import com.microsoft.azure.storage.queue.CloudQueueClient;
import com.microsoft.azure.storage.queue.CloudQueueMessage;
import com.microsoft.azure.storage.table.CloudTable;
import com.microsoft.azure.storage.table.CloudTableClient;
import com.microsoft.azure.storage.table.DynamicTableEntity;
import com.microsoft.azure.storage.table.TableBatchOperation;
import com.microsoft.azure.storage.table.TableQuery;
import java.net.URI;

/**
 * One call of {@code azure-storage} 4 to 8: {@code operation}, with {@code credential} "key",
 * "SAS", or a connection string; {@code source} is that of a copy.
 */
public final class StorageBefore12 implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    CloudStorageAccount account = account(call);
    switch (call.get("operation")) {
      case "blob":
        container(account).getBlockBlobReference("order").uploadText("hello");
        break;
      case "blobs":
        for (Object blob : container(account).listBlobs()) {
          throw new IllegalStateException("there should be none: " + blob);
        }
        break;
      case "queue":
        CloudQueueClient queues = account.createCloudQueueClient();
        queues.getDefaultRequestOptions().setRetryPolicyFactory(new RetryNoRetry());
        queues.getQueueReference("orders").addMessage(new CloudQueueMessage("hello"));
        break;
      case "table":
        for (Object entity : table(account).execute(TableQuery.from(DynamicTableEntity.class))) {
          throw new IllegalStateException("there should be none: " + entity);
        }
        break;
      case "transaction":
        TableBatchOperation transaction = new TableBatchOperation();
        transaction.insertOrReplace(new DynamicTableEntity("a", "1"));
        table(account).execute(transaction);
        break;
      case "file":
        share(account).getRootDirectoryReference().getFileReference("order").downloadAttributes();
        break;
      case "share":
        share(account).create();
        break;
      default:
        Since8.call(call, container(account));
    }
    return new Message().add("done", "true");
  }

  private static CloudStorageAccount account(Message call) throws Exception {
    switch (call.get("credential")) {
      case "key":
        return new CloudStorageAccount(
            new StorageCredentialsAccountAndKey("orders", call.get("key")), true);
      case "SAS":
        StorageCredentials sas = new StorageCredentialsSharedAccessSignature(call.get("sas"));
        return new CloudStorageAccount(
            sas,
            URI.create("https://orders.blob.core.windows.net"),
            URI.create("https://orders.queue.core.windows.net"),
            URI.create("https://orders.table.core.windows.net"),
            URI.create("https://orders.file.core.windows.net"));
      default:
        return CloudStorageAccount.parse(call.get("credential"));
    }
  }

  private static CloudBlobContainer container(CloudStorageAccount account) throws Exception {
    CloudBlobClient blobs = account.createCloudBlobClient();
    blobs.getDefaultRequestOptions().setRetryPolicyFactory(new RetryNoRetry());
    return blobs.getContainerReference("orders");
  }

  private static CloudTable table(CloudStorageAccount account) throws Exception {
    CloudTableClient tables = account.createCloudTableClient();
    tables.getDefaultRequestOptions().setRetryPolicyFactory(new RetryNoRetry());
    return tables.getTableReference("orders");
  }

  private static CloudFileShare share(CloudStorageAccount account) throws Exception {
    CloudFileClient files = account.createCloudFileClient();
    files.getDefaultRequestOptions().setRetryPolicyFactory(new RetryNoRetry());
    return files.getShareReference("orders");
  }

  /** What the older versions do not have; they load none of its classes. */
  private static final class Since8 {
    static void call(Message call, CloudBlobContainer container) throws Exception {
      CloudBlockBlob blob = container.getBlockBlobReference("order");
      switch (call.get("operation")) {
        case "batch":
          BlobDeleteBatchOperation batch = new BlobDeleteBatchOperation();
          batch.addSubOperation(blob);
          batch.addSubOperation(container.getBlockBlobReference("other"));
          container.getServiceClient().executeBatch(batch);
          break;
        case "asynchronous copy":
          blob.startCopy(URI.create(call.get("source")));
          break;
        case "synchronous copy":
          blob.startCopy(
              new CloudBlockBlob(URI.create(call.get("source"))),
              null,
              true,
              null,
              null,
              null,
              null);
          break;
        default:
          throw new IllegalArgumentException(call.get("operation"));
      }
    }
  }
}
