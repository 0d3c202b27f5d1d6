package io.managedidentity.agent.shadow;

import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.refusal.RefusalAnswer;
import java.util.ArrayList;
import java.util.List;

/** A service's answer to a request that the agent itself sent, for {@code refusal}. */
public final class ServiceAnswer {
  private static final int MOST_CHALLENGES = 4;

  private ServiceAnswer() {}

  public static RefusalAnswer of(EndpointResponse response) {
    List<String> challenges = new ArrayList<>();
    for (int i = 0; i < MOST_CHALLENGES; i++) {
      String challenge = response.header("WWW-Authenticate", i);
      if (challenge != null) {
        challenges.add(challenge);
      }
    }
    return RefusalAnswer.of(
        response.status(),
        challenges,
        response.header("x-ms-error-code"),
        response.header("x-ms-substatus"),
        response.text(),
        (response.senderWallMillis() - response.readAtWallMillis()) / 1000);
  }
}
