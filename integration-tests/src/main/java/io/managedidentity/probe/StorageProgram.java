package io.managedidentity.probe;

import com.microsoft.azure.storage.StorageCredentialsAccountAndKey;
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
import java.net.URI;
import java.util.Arrays;
import java.util.Random;

/**
 * A legacy program on com.microsoft.azure:azure-storage, with an account key: thirteen steps over
 * blobs, queues and tables. Arguments: account, key, the ports of blob, queue and table on
 * 127.0.0.1, and the name of the container, queue and table to make. Prints one line for each step.
 */
public final class StorageProgram {
  private static final int LARGE = 6 * 1024 * 1024;

  private final StorageCredentialsAccountAndKey credentials;
  private final String account;
  private final String name;

  private StorageProgram(String account, String key, String name) {
    this.account = account;
    this.name = name;
    this.credentials = new StorageCredentialsAccountAndKey(account, key);
  }

  private interface Step {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    StorageProgram program = new StorageProgram(args[0], args[1], args[5]);
    program.blobs(program.endpoint(args[2]));
    program.queues(program.endpoint(args[3]));
    program.tables(program.endpoint(args[4]));
  }

  private URI endpoint(String port) {
    return URI.create("https://127.0.0.1:" + port + "/" + account);
  }

  private void blobs(URI endpoint) throws Exception {
    CloudBlobClient client = new CloudBlobClient(endpoint, credentials);
    CloudBlobContainer container = client.getContainerReference(name);
    CloudBlockBlob blob = container.getBlockBlobReference("order one & two.txt");
    CloudBlockBlob large = container.getBlockBlobReference("large.bin");
    byte[] bytes = new byte[LARGE];
    new Random(1).nextBytes(bytes);
    step("create container", container::createIfNotExists);
    step("upload blob", () -> blob.uploadText("order"));
    step("download blob", () -> expect("order", blob.downloadText()));
    step("upload large blob", () -> large.uploadFromByteArray(bytes, 0, bytes.length));
    step("download large blob", () -> expectBytes(bytes, large));
    step("list blobs", () -> expect("order one & two.txt", lastName(container)));
    step("delete blob", blob::delete);
  }

  private void queues(URI endpoint) throws Exception {
    CloudQueueClient client = new CloudQueueClient(endpoint, credentials);
    CloudQueue queue = client.getQueueReference(name);
    step("create queue", queue::createIfNotExists);
    step("add message", () -> queue.addMessage(new CloudQueueMessage("order")));
    step(
        "read message", () -> expect("order", queue.retrieveMessage().getMessageContentAsString()));
  }

  private void tables(URI endpoint) throws Exception {
    CloudTableClient client = new CloudTableClient(endpoint, credentials);
    CloudTable table = client.getTableReference(name);
    DynamicTableEntity order = new DynamicTableEntity("2026", "1");
    order.getProperties().put("item", new EntityProperty("tea"));
    step("create table", table::createIfNotExists);
    step("insert entity", () -> table.execute(TableOperation.insertOrReplace(order)));
    step("read entity", () -> expect("tea", item(table)));
  }

  private static String lastName(CloudBlobContainer container) {
    String last = "";
    for (com.microsoft.azure.storage.blob.ListBlobItem item : container.listBlobs()) {
      last = ((CloudBlockBlob) item).getName();
    }
    return last;
  }

  private static String item(CloudTable table) throws Exception {
    DynamicTableEntity read =
        table
            .execute(TableOperation.retrieve("2026", "1", DynamicTableEntity.class))
            .getResultAsType();
    return read.getProperties().get("item").getValueAsString();
  }

  private static void expectBytes(byte[] expected, CloudBlockBlob blob) throws Exception {
    byte[] read = new byte[expected.length];
    blob.downloadToByteArray(read, 0);
    if (!Arrays.equals(expected, read)) {
      throw new IllegalStateException("other bytes came back");
    }
  }

  private static void expect(String expected, String value) {
    if (!expected.equals(value)) {
      throw new IllegalStateException("\"" + value + "\" came back");
    }
  }

  private static void step(String name, Step step) {
    try {
      step.run();
      System.out.println("passed " + name);
    } catch (Exception e) {
      System.out.println("failed " + name + ": " + e);
    }
  }
}
