package io.managedidentity.agent.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "salt",
        "Sälze 2026",
        "exactly 64 characters of salt, which is what one block may hold.",
        "more than 64 characters of salt, which is more than what one block of it may hold."
      })
  void isStartOfHmacUnderSalt(String salt) throws GeneralSecurityException {
    Fingerprints fingerprints = new Fingerprints(salt);

    String fingerprint = fingerprints.of("s€cret");

    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(salt.getBytes(UTF_8), "HmacSHA256"));
    byte[] expected = mac.doFinal("s€cret".getBytes(UTF_8));
    assertEquals(HexFormat.of().formatHex(expected, 0, 8), fingerprint);
    assertEquals(fingerprint, fingerprints.of("s€cret".getBytes(UTF_8)));
  }

  @Test
  void tellsWhetherTwoRunsHadTheSameSalt() {
    String one = new Fingerprints("salt").saltId();

    assertEquals(one, new Fingerprints("salt").saltId());
    assertNotEquals(one, new Fingerprints("salz").saltId());
    assertEquals(8, one.length());
    assertNotEquals(one, new Fingerprints("salt").of("managed-identity-agent salt id"));
  }

  /** Another text would tell the runs of two versions of the agent apart. */
  @Test
  void makesTheIdOfASaltOfFixedText() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("salt".getBytes(UTF_8), "HmacSHA256"));
    byte[] expected = mac.doFinal("managed-identity-agent salt id".getBytes(UTF_8));

    assertEquals(HexFormat.of().formatHex(expected, 0, 4), new Fingerprints("salt").saltId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "none"})
  void differsFromRunToRunWithoutSalt(String salt) {
    Fingerprints one = new Fingerprints(salt.isEmpty() ? salt : null);
    Fingerprints other = new Fingerprints(null);

    assertEquals("none", one.saltId());
    assertNotEquals(one.of("secret"), other.of("secret"));
    assertEquals(one.of("secret"), one.of("secret"));
  }
}
