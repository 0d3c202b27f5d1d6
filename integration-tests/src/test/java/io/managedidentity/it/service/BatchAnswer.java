package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A blob batch (learn.microsoft.com/rest/api/storageservices/blob-batch): each part is judged as if
 * it had come alone, but for the version, which is that of the whole.
 */
final class BatchAnswer {
  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");
  private static final Pattern CONTENT_ID = Pattern.compile("(?im)^content-id: *(\\S+)");
  private static final Pattern PART = Pattern.compile("(?ms)^[A-Z]+ \\S+ HTTP/1\\.1\\r\\n.*");

  private BatchAnswer() {}

  static WireResponse to(WireRequest batch) {
    String boundary = group(BOUNDARY, String.join(" ", batch.headers("Content-Type")));
    StringBuilder answer = new StringBuilder();
    for (String part : batch.body().split(Pattern.quote("--" + boundary))) {
      Matcher request = PART.matcher(part);
      if (request.find()) {
        answer
            .append("--batchresponse\r\nContent-Type: application/http\r\nContent-ID: ")
            .append(group(CONTENT_ID, part))
            .append("\r\n\r\n")
            .append(answerTo(batch, request.group()));
      }
    }
    return WireResponse.of(202, answer + "--batchresponse--\r\n")
        .with("Content-Type: multipart/mixed; boundary=batchresponse");
  }

  private static String answerTo(WireRequest batch, String part) {
    String version = "x-ms-version: " + batch.headers("x-ms-version").get(0) + "\r\n";
    String refusal =
        StorageService.refusal(
            new WireRequest(
                batch.server(),
                part.replaceFirst("\r\n", Matcher.quoteReplacement("\r\n" + version)),
                "",
                batch.connection()));
    return refusal == null
        ? "HTTP/1.1 202 Accepted\r\nx-ms-delete-type-permanent: true\r\n"
            + version
            + "x-ms-request-id: 1\r\n\r\n"
        : "HTTP/1.1 "
            + (refusal.equals("NoAuthenticationInformation") ? "401 " : "403 ")
            + refusal
            + "\r\nx-ms-error-code: "
            + refusal
            + "\r\n"
            + version
            + "x-ms-request-id: 1\r\n\r\n";
  }

  private static String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }
}
