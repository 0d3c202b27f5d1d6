package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerNameTest {
  @ParameterizedTest
  @CsvSource({
    "vault.azure.net, vault.azure.net",
    "VAULT.azure.net, vault.AZURE.net",
    "vault.azure.net., vault.azure.net",
    "vault.azure.net, vault.azure.net.",
    "xn--bcher-kva.example, b\u00FCcher.example",
    "10.0.0.5, 10.0.0.5",
    "::1, [0:0:0:0:0:0:0:1]",
    "[::1], ::1",
  })
  void takesTwoSpellingsOfOneHostForTheSame(String peer, String host) {
    assertTrue(PeerName.mayBe(peer, host));
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, vault.azure.net",
    "proxy.corp.example, vault.azure.net",
    "vault.azure.net.evil.example, vault.azure.net",
    "azure.net, vault.azure.net",
    "10.0.0.6, 10.0.0.5",
    "127.0.0.2, 127.0.0.1",
    "::2, ::1",
    "vault.azure.net, 10.0.0.5",
    "fe80::1%eth0, fe80::1",
  })
  void tellsAnotherPlace(String peer, String host) {
    assertFalse(PeerName.mayBe(peer, host));
  }

  @Test
  void isNoProofWhereTlsNamesNone() {
    assertTrue(PeerName.mayBe(null, "vault.azure.net"));
    assertTrue(PeerName.mayBe("", "vault.azure.net"));
  }

  /** A socket that was made from an address, by a resolver of the application's. */
  @Test
  void takesAnAddressForNoName() {
    assertTrue(PeerName.mayBe("10.0.0.5", "vault.azure.net"));
    assertTrue(PeerName.mayBe("fd00::5", "vault.azure.net"));
  }
}
