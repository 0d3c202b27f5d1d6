package io.managedidentity.agent.identity;

import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Azure CLI of a developer's machine; only if configuration names it. The mapping's identity is
 * ignored: the token is the signed-in user's.
 */
final class AzureCliSource implements IdentitySource {
  private static final CliProgram AZ =
      new CliProgram(
          "az",
          "az login",
          TokenErrorCode.AZURE_CLI_UNAVAILABLE,
          TokenErrorCode.AZURE_CLI_FAILED,
          TokenErrorCode.AZURE_CLI_TIMEOUT);

  @Override
  public String id() {
    return "azure-cli";
  }

  @Override
  public String label() {
    return "Azure CLI";
  }

  @Override
  public Detection detect(TokenRequest request) {
    return Detection.present("the first token will show whether az is installed and signed in");
  }

  @Override
  public AccessToken fetch(Ask ask) throws TokenException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            Arrays.asList(
                "account",
                "get-access-token",
                "--output",
                "json",
                "--resource",
                ask.resource.name()));
    String tenant = AZ.tenant(ask);
    if (tenant != null) {
      arguments.add("--tenant");
      arguments.add(tenant);
    }
    JsonMembers answer = AZ.run(ask, arguments, "accessToken", "expires_on", "expiresOn");
    return AZ.token(ask, answer.string("accessToken"), life(ask, answer));
  }

  /** The epoch field is there since CLI 2.54; the other is local time (azure-cli#19700). */
  private static long life(Ask ask, JsonMembers answer) {
    String expiresOn = answer.text("expires_on");
    String local = answer.text("expiresOn");
    if (expiresOn == null && local != null) {
      expiresOn = fromLocalTime(local);
    }
    return TokenLife.seconds(expiresOn, null, ask.host.clock.wallMillis());
  }

  /** In the hour that the end of summer time repeats, {@code atZone} takes the earlier instant. */
  private static @Nullable String fromLocalTime(String text) {
    long asUtc = DateText.parse(text);
    return asUtc < 0
        ? null
        : Long.toString(
            LocalDateTime.ofEpochSecond(asUtc / 1000, 0, ZoneOffset.UTC)
                .atZone(ZoneId.systemDefault())
                .toEpochSecond());
  }
}
