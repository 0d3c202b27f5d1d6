package io.managedidentity.agent.identity;

import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The Azure Developer CLI; like {@link AzureCliSource} only if configuration names it. */
final class AzureDeveloperCliSource implements IdentitySource {
  private static final CliProgram AZD =
      new CliProgram(
          "azd",
          "azd auth login",
          TokenErrorCode.AZURE_DEVELOPER_CLI_UNAVAILABLE,
          TokenErrorCode.AZURE_DEVELOPER_CLI_FAILED,
          TokenErrorCode.AZURE_DEVELOPER_CLI_TIMEOUT);

  @Override
  public String id() {
    return "azure-developer-cli";
  }

  @Override
  public String label() {
    return "Azure Developer CLI";
  }

  @Override
  public Detection detect(TokenRequest request) {
    return Detection.present("the first token will show whether azd is installed and signed in");
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            Arrays.asList(
                "auth",
                "token",
                "--output",
                "json",
                "--no-prompt",
                "--scope",
                ask.resource.scope()));
    String tenant = AZD.tenant(ask);
    if (tenant != null) {
      arguments.add("--tenant-id");
      arguments.add(tenant);
    }
    JsonMembers answer = AZD.run(ask, arguments, "token", "expiresOn");
    long life = TokenLife.seconds(answer.text("expiresOn"), null, ask.host.clock.wallMillis());
    return AZD.token(ask, answer.string("token"), life);
  }
}
