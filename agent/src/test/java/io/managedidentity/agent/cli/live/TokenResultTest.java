package io.managedidentity.agent.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.managedidentity.agent.token.AccessToken;
import org.junit.jupiter.api.Test;

class TokenResultTest {
  @Test
  void showsNoTokenAsText() {
    AccessToken token = new AccessToken("planted", "imds", 0, 3600, null, 1);

    assertEquals("a token from the imds", "" + TokenResult.of(token, "the imds"));
    assertEquals("unfinished", "" + TokenResult.none("unfinished", "planted"));
  }
}
