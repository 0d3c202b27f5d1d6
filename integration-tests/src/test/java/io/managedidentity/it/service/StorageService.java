package io.managedidentity.it.service;

import io.managedidentity.it.server.WireRequest;
import io.managedidentity.it.server.WireResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Azure Storage as
 * learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory has it: a
 * token for its audience, nothing of a SAS beside it, and a version of the protocol that knows
 * tokens.
 */
final class StorageService implements FakeService {
  static final String RESOURCE = "https://storage.azure.com/";

  private static final Pattern HOST =
      Pattern.compile("orders\\.(blob|queue|table|file|dfs)\\.core\\.windows\\.net");

  private static final Pattern API_VERSION = Pattern.compile("[?&]api-version=([^&]*)");

  private static final Map<String, String> FLOORS =
      Map.of(
          "blob", "2017-11-09",
          "queue", "2017-11-09",
          "dfs", "2018-11-09",
          "table", "2020-12-06",
          "file", "2022-11-02");

  /** Of files: calls on shares and on the service itself. */
  private static final String FILE_MANAGEMENT_FLOOR = "2024-11-04";

  private static final String SOURCE_FLOOR = "2020-10-02";

  private static final Set<String> SAS =
      Set.of("sv", "ss", "srt", "sr", "sp", "st", "se", "sip", "spr", "si", "sig");

  @Override
  public boolean isAt(String host) {
    return HOST.matcher(host).matches();
  }

  @Override
  public WireResponse answer(WireRequest request) {
    String refusal = refusal(request);
    if (refusal == null) {
      return withHeaders(StorageAnswers.answer(service(request), request));
    }
    int status = refusal.equals("NoAuthenticationInformation") ? 401 : 403;
    return withHeaders(
        StorageAnswers.refused(status, refusal, service(request), request.method())
            .with("x-ms-error-code: " + refusal));
  }

  /** Null if it is let in. */
  static String refusal(WireRequest request) {
    List<String> authorization = request.headers("Authorization");
    boolean isSigned = names(request.target()).stream().anyMatch(SAS::contains);
    if (authorization.isEmpty() && !isSigned) {
      return "NoAuthenticationInformation";
    }
    if (isSigned || !FakeService.isTokenFor(RESOURCE, authorization)) {
      return "AuthenticationFailed";
    }
    String version = version(request);
    String service = service(request);
    if (version.compareTo(floor(service, request.target())) < 0) {
      return "AuthenticationFailed";
    }
    if (service.equals("file") && !request.headers("x-ms-file-request-intent").contains("backup")) {
      return "InvalidHeaderValue";
    }
    return sourceRefusal(request, version);
  }

  /** What the query says is what a request is executed with. */
  private static String version(WireRequest request) {
    Matcher parameter = API_VERSION.matcher(request.target());
    return parameter.find()
        ? parameter.group(1)
        : String.join(",", request.headers("x-ms-version"));
  }

  private static String floor(String service, String target) {
    boolean isManagement =
        service.equals("file")
            && (target.contains("restype=share") || target.contains("restype=service"));
    return isManagement ? FILE_MANAGEMENT_FLOOR : FLOORS.get(service);
  }

  /**
   * The service reads the source of a synchronous copy with the token that is meant for it. That of
   * an asynchronous one has a SAS of its own, which is right here: no header could replace it.
   */
  private static String sourceRefusal(WireRequest request, String version) {
    if (request.headers("x-ms-rename-source").stream().anyMatch(StorageService::isSigned)) {
      return "AuthenticationFailed";
    }
    List<String> source = request.headers("x-ms-copy-source");
    if (source.isEmpty()
        || StorageAnswers.isAsynchronousCopy(request)
        || request.target().contains("comp=range")) { // of files: a token is not a must there
      return null;
    }
    boolean isReadable =
        source.size() == 1
            && !isSigned(source.get(0))
            && FakeService.isTokenFor(RESOURCE, request.headers("x-ms-copy-source-authorization"))
            && version.compareTo(SOURCE_FLOOR) >= 0;
    return isReadable ? null : "CannotVerifyCopySource";
  }

  private static boolean isSigned(String url) {
    return names(url).stream().anyMatch(SAS::contains);
  }

  private static List<String> names(String target) {
    int question = target.indexOf('?');
    return question < 0
        ? List.of()
        : Arrays.stream(target.substring(question + 1).split("&"))
            .map(pair -> pair.split("=")[0].toLowerCase())
            .toList();
  }

  private static String service(WireRequest request) {
    Matcher host = HOST.matcher(request.server().substring(0, request.server().lastIndexOf(':')));
    if (!host.matches()) {
      throw new IllegalArgumentException(request.server());
    }
    return host.group(1);
  }

  private static WireResponse withHeaders(WireResponse response) {
    return response
        .with("ETag: \"0x8D4BCC2E4835CD0\"")
        .with("Last-Modified: Mon, 27 Nov 2023 10:00:00 GMT")
        .with("Date: Mon, 27 Nov 2023 10:00:00 GMT")
        .with("x-ms-request-id: 2d5b1f5e-0000-0000-0000-000000000000")
        .with("x-ms-version: 2024-11-04");
  }
}
