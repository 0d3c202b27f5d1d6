package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;

/** What storage answers to who is let in: as little as its libraries are content with. */
final class StorageAnswers {
  private static final String QUEUED =
      """
      <QueueMessagesList><QueueMessage><MessageId>5974b586-0df3-4e2d-ad0c-18e3892bfca2</MessageId>\
      <InsertionTime>Mon, 27 Nov 2023 10:00:00 GMT</InsertionTime>\
      <ExpirationTime>Mon, 04 Dec 2023 10:00:00 GMT</ExpirationTime><PopReceipt>AgAAAA==</PopReceipt>\
      <TimeNextVisible>Mon, 27 Nov 2023 10:00:00 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>""";

  private static final String CHANGED =
      "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n"
          + "--changesetresponse_1\r\nContent-Type: application/http\r\n"
          + "Content-Transfer-Encoding: binary\r\n\r\n"
          + "HTTP/1.1 204 No Content\r\nContent-ID: 0\r\nDataServiceVersion: 3.0;\r\n"
          + "ETag: W/\"datetime'2023-11-27T10%3A00%3A00Z'\"\r\n\r\n\r\n"
          + "--changesetresponse_1--\r\n--batchresponse_1--\r\n";

  private StorageAnswers() {}

  static WireResponse answer(String service, WireRequest request) {
    switch (service) {
      case "queue":
        return FakeService.xml(201, QUEUED);
      case "table":
        return table(request);
      case "blob":
        return blob(request);
      default:
        return request.method().equals("HEAD")
            ? WireResponse.of(200, "").with("x-ms-file-attributes: Archive")
            : WireResponse.of(201, "").with("x-ms-request-server-encrypted: true");
    }
  }

  static WireResponse refused(int status, String code, String service, String method) {
    if (method.equals("HEAD")) {
      return WireResponse.of(status, "");
    }
    return service.equals("table")
        ? FakeService.json(
            status,
            "{\"odata.error\":{\"code\":\""
                + code
                + "\",\"message\":{\"lang\":\"en-US\",\"value\":\"Refused.\"}}}")
        : FakeService.xml(
            status, "<Error><Code>" + code + "</Code><Message>Refused.</Message></Error>");
  }

  /** Copy Blob; not Copy Blob From URL, nor one of the operations that put what they read. */
  static boolean isAsynchronousCopy(WireRequest request) {
    return request.target().contains("comp=incrementalcopy")
        || !request.target().contains("comp=")
            && !request.headers("x-ms-requires-sync").contains("true")
            && request.headers("x-ms-blob-type").isEmpty();
  }

  private static WireResponse blob(WireRequest request) {
    String target = request.target();
    if (target.contains("comp=batch")) {
      return BatchAnswer.to(request);
    }
    if (target.contains("comp=list")) {
      return FakeService.xml(
          200,
          "<EnumerationResults ServiceEndpoint=\"https://orders.blob.core.windows.net/\""
              + " ContainerName=\"orders\"><Blobs/><NextMarker/></EnumerationResults>");
    }
    if (request.method().equals("HEAD")) {
      return copied(WireResponse.of(200, ""));
    }
    if (isAsynchronousCopy(request) || request.headers("x-ms-requires-sync").contains("true")) {
      return copied(WireResponse.of(202, ""));
    }
    return WireResponse.of(201, "")
        .with("x-ms-request-server-encrypted: true")
        .with("x-ms-blob-append-offset: 0")
        .with("x-ms-blob-committed-block-count: 1")
        .with("x-ms-blob-sequence-number: 0");
  }

  private static WireResponse copied(WireResponse response) {
    return response
        .with("x-ms-copy-id: 1f812371-a41d-49e6-b123-f4b542e851c5")
        .with("x-ms-copy-status: success")
        .with("x-ms-blob-type: BlockBlob");
  }

  private static WireResponse table(WireRequest request) {
    if (request.target().contains("$batch")) {
      return WireResponse.of(202, CHANGED)
          .with("Content-Type: multipart/mixed; boundary=batchresponse_1");
    }
    String metadata =
        "\"odata.metadata\":\"https://orders.table.core.windows.net/$metadata#orders\"";
    return FakeService.json(
        200,
        request.target().contains("PartitionKey=")
            ? "{"
                + metadata
                + ",\"odata.etag\":\"W/\\\"1\\\"\",\"PartitionKey\":\"a\",\"RowKey\":\"1\","
                + "\"Timestamp\":\"2023-11-27T10:00:00Z\"}"
            : "{" + metadata + ",\"value\":[]}");
  }
}
