package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointRequest;
import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.identity.http.EndpointUrl;
import io.managedidentity.agent.identity.http.RetryPolicy;
import io.managedidentity.agent.identity.http.Timeouts;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Machines connected by Azure Arc (R-ARC): the first answer names a file that only an entitled user
 * can read, and its content goes with the second request.
 */
final class AzureArcSource implements IdentitySource {
  private static final String DEFAULT_ENDPOINT = "http://127.0.0.1:40342" + ImdsSource.PATH;
  private static final String LINUX_AGENT = "/opt/azcmagent/bin/himds";
  private static final String WINDOWS_AGENT = "\\AzureConnectedMachineAgent\\himds.exe";
  private static final int UNAUTHORIZED = 401;

  private final SourceHost host;

  AzureArcSource(SourceHost host) {
    this.host = host;
  }

  @Override
  public String id() {
    return "azure-arc";
  }

  @Override
  public String label() {
    return "Azure Arc";
  }

  @Override
  public Detection detect(TokenRequest request) {
    Detection byVariables = Detection.byVariables(host, "IDENTITY_ENDPOINT", "IMDS_ENDPOINT");
    if (byVariables.isPresent()) {
      return byVariables;
    }
    String file = agentFile();
    if (file == null) {
      return byVariables;
    }
    return host.files.exists(file)
        ? Detection.present("the file " + file + " exists")
        : Detection.absent(byVariables.reason() + "; no file " + file);
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    EndpointUrl url =
        IdentityParameter.ARC.addTo(
            ask,
            endpoint(ask).with("api-version", "2020-06-01").with("resource", ask.resource.name()));
    EndpointResponse response =
        RetryLoop.run(
            ask,
            RetryPolicy.LOCAL,
            new RetryLoop.Try() {
              @Override
              public EndpointResponse run() throws IOException, TokenException {
                return ask(ask, url);
              }
            });
    TokenAnswer answer =
        TokenAnswer.read(ask, response, TokenErrorCode.MANAGED_IDENTITY_REQUEST_FAILED);
    AccessToken token = answer.token();
    confirmIdentity(ask, answer);
    return token;
  }

  private static EndpointResponse ask(Ask ask, EndpointUrl url) throws IOException, TokenException {
    EndpointResponse first = ask.send(request(url), Timeouts.LOCAL);
    if (first.status() != UNAUTHORIZED) {
      return first;
    }
    String file = challengedFile(first);
    if (file == null) {
      throw ask.failure(
              TokenErrorCode.MANAGED_IDENTITY_REQUEST_FAILED,
              "Azure Arc answered 401 without a challenge of the form \"Basic realm=FILE\".",
              "Check that the Azure Connected Machine agent answers at " + ask.where() + ".")
          .status(UNAUTHORIZED)
          .build();
    }
    String key = ArcKeyFile.read(ask, file);
    return ask.send(request(url).header("Authorization", "Basic " + key), Timeouts.LOCAL);
  }

  private static EndpointRequest request(EndpointUrl url) {
    return EndpointRequest.get(url).header("Metadata", "true");
  }

  /** Path in {@code WWW-Authenticate: Basic realm=PATH}, quoted or not; null if there is none. */
  private static @Nullable String challengedFile(EndpointResponse response) {
    String start = "Basic realm=";
    String header = response.header("WWW-Authenticate", 0);
    for (int i = 1; header != null; i++) {
      if (header.regionMatches(true, 0, start, 0, start.length())) {
        String path = header.substring(start.length()).trim();
        int end = path.startsWith("\"") ? path.indexOf('"', 1) : -1;
        path = end > 0 ? path.substring(1, end) : path;
        return path.isEmpty() ? null : path;
      }
      header = response.header("WWW-Authenticate", i);
    }
    return null;
  }

  /** Old machine agents ignore the choice and answer for the system-assigned identity. */
  private static void confirmIdentity(Ask ask, TokenAnswer answer) throws TokenException {
    ManagedIdentityId identity = ask.identity;
    String name = IdentityParameter.ARC.name(identity.kind());
    if (name == null) {
      return;
    }
    String echo = answer.echo(name);
    if (echo == null && identity.kind() == ManagedIdentityId.Kind.RESOURCE_ID) {
      echo = answer.echo("mi_res_id");
    }
    if (echo == null || !echo.equalsIgnoreCase(identity.value().trim())) {
      throw ask.failure(
              TokenErrorCode.USER_ASSIGNED_MANAGED_IDENTITY_NOT_CONFIRMED,
              "Azure Arc answered with a token, but "
                  + (echo == null ? "did not say for which " : "for another ")
                  + name
                  + "; the token was thrown away.",
              "Update the Azure Connected Machine agent, or use the system-assigned identity.")
          .status(200)
          .build();
    }
  }

  private EndpointUrl endpoint(Ask ask) throws TokenException {
    if (host.has("IDENTITY_ENDPOINT") && host.has("IMDS_ENDPOINT")) {
      return ask.endpoint("IDENTITY_ENDPOINT");
    }
    return EndpointUrl.known(DEFAULT_ENDPOINT);
  }

  private @Nullable String agentFile() {
    if (host.isWindows()) {
      String folder = host.variable("ProgramFiles");
      return (folder == null ? "C:\\Program Files" : folder) + WINDOWS_AGENT;
    }
    return host.isLinux() ? LINUX_AGENT : null;
  }
}
