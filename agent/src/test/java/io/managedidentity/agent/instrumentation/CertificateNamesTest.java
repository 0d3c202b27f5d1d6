package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {
  @ParameterizedTest
  @CsvSource({
    "vault.azure.net, vault.azure.net, true",
    "VAULT.azure.net, vault.azure.net, true",
    "*.azure.net, vault.azure.net, true",
    "*.azure.net, a.vault.azure.net, false",
    "*.azure.net, azure.net, false",
    "*.net, azure.net, false",
    "*, azure.net, false",
    "v*.azure.net, vault.azure.net, false",
    "vault.azure.net, evilvault.azure.net, false",
    "*.azure.net, vault.azure.net.evil.example, false",
  })
  void letsAWildcardStandForOneLabel(String pattern, String host, boolean isNamed) {
    assertEquals(isNamed, CertificateNames.matches(pattern, host));
  }
}
