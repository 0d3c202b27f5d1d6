package io.managedidentity.probe;

import com.microsoft.azure.storage.CloudStorageAccount;
import com.microsoft.azure.storage.RetryNoRetry;
import com.microsoft.azure.storage.StorageCredentialsAccountAndKey;
import com.microsoft.azure.storage.blob.BlobDeleteBatchOperation;
import com.microsoft.azure.storage.blob.CloudBlobClient;
import com.microsoft.azure.storage.blob.CloudBlobContainer;
import com.microsoft.azure.storage.blob.CloudBlockBlob;
import com.microsoft.azure.storage.queue.CloudQueue;
import com.microsoft.azure.storage.queue.CloudQueueClient;
import com.microsoft.azure.storage.queue.CloudQueueMessage;
import com.microsoft.azure.storage.table.CloudTable;
import com.microsoft.azure.storage.table.CloudTableClient;
import com.microsoft.azure.storage.table.DynamicTableEntity;
import com.microsoft.azure.storage.table.EntityProperty;
import com.microsoft.azure.storage.table.TableOperation;
import com.microsoft.azure.storage.table.TableQuery;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * An application of 2020: blobs, a queue and a table by {@code azure-storage} 8, with an account
 * key. Prints one line for each step and ends with 0 when all passed. Arguments: endpoints of blob,
 * queue and table service, account key.
 */
public final class StorageProgram {
  private static final String ACCOUNT = "devstoreaccount1";

  private int failures;

  private StorageProgram() {}

  public static void main(String[] args) throws Exception {
    StorageCredentialsAccountAndKey key = new StorageCredentialsAccountAndKey(ACCOUNT, args[3]);
    CloudStorageAccount account =
        new CloudStorageAccount(key, URI.create(args[0]), URI.create(args[1]), URI.create(args[2]));
    StorageProgram program = new StorageProgram();
    program.blobs(account.createCloudBlobClient());
    program.queue(account.createCloudQueueClient());
    program.table(account.createCloudTableClient());
    System.exit(program.failures == 0 ? 0 : 1);
  }

  private void blobs(CloudBlobClient client) throws Exception {
    client.getDefaultRequestOptions().setRetryPolicyFactory(new RetryNoRetry());
    client.getDefaultRequestOptions().setSingleBlobPutThresholdInBytes(1024 * 1024);
    CloudBlobContainer container = client.getContainerReference("orders");
    CloudBlockBlob small =
        container.getBlockBlobReference("a folder/name with spaces & ümlaut.txt");
    CloudBlockBlob large = container.getBlockBlobReference("large");
    byte[] bytes = new byte[6 * 1024 * 1024];
    new Random(1).nextBytes(bytes);
    step("create container", container::createIfNotExists);
    step("upload blob", () -> uploaded(small, "hello".getBytes("UTF-8")));
    step("download blob", () -> check(Arrays.equals(downloaded(small), "hello".getBytes("UTF-8"))));
    step("upload blocks", () -> uploaded(large, bytes));
    step("download blocks", () -> check(Arrays.equals(downloaded(large), bytes)));
    step("list blobs", () -> check(count(container.listBlobs("", true)) == 2));
    step("delete blob", () -> check(small.deleteIfExists()));
    step(
        "delete in a batch",
        () -> {
          BlobDeleteBatchOperation batch = new BlobDeleteBatchOperation();
          batch.addSubOperation(large);
          client.executeBatch(batch);
          return check(!large.exists());
        });
  }

  private void queue(CloudQueueClient client) throws Exception {
    client.getDefaultRequestOptions().setRetryPolicyFactory(new RetryNoRetry());
    CloudQueue queue = client.getQueueReference("orders");
    step("create queue", queue::createIfNotExists);
    step(
        "add message",
        () -> {
          queue.addMessage(new CloudQueueMessage("order 1"));
          return true;
        });
    step(
        "read message",
        () -> check("order 1".equals(queue.retrieveMessage().getMessageContentAsString())));
  }

  private void table(CloudTableClient client) throws Exception {
    client.getDefaultRequestOptions().setRetryPolicyFactory(new RetryNoRetry());
    CloudTable table = client.getTableReference("orders");
    DynamicTableEntity entity = new DynamicTableEntity("customer", "1");
    entity.getProperties().put("total", new EntityProperty(42));
    step("create table", table::createIfNotExists);
    step("insert entity", () -> table.execute(TableOperation.insert(entity)));
    step(
        "query entities",
        () -> check(count(table.execute(TableQuery.from(DynamicTableEntity.class))) == 1));
  }

  private static boolean uploaded(CloudBlockBlob blob, byte[] bytes) throws Exception {
    blob.uploadFromByteArray(bytes, 0, bytes.length);
    return true;
  }

  private static byte[] downloaded(CloudBlockBlob blob) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blob.download(out);
    return out.toByteArray();
  }

  private static int count(Iterable<?> items) {
    int count = 0;
    for (Object item : items) {
      count += item == null ? 0 : 1;
    }
    return count;
  }

  private static boolean check(boolean isAsExpected) {
    if (!isAsExpected) {
      throw new IllegalStateException("another answer than expected");
    }
    return true;
  }

  private void step(String name, Callable<?> action) {
    try {
      action.call();
      System.out.println("passed " + name);
    } catch (Throwable e) {
      failures++;
      System.out.println("failed " + name + ": " + e);
    }
  }
}
