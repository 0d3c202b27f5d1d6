package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountNameTest {
  @ParameterizedTest
  @CsvSource({
    "a.blob.core.windows.net, a.dfs.core.windows.net, true",
    "a.blob.core.windows.net, A.Blob.Core.ChinaCloudApi.cn, true",
    "a.blob.core.windows.net, a-secondary.blob.core.windows.net, true",
    "a.blob.core.windows.net, a.z01.blob.storage.azure.net, true",
    "a.blob.core.windows.net, a.privatelink.blob.core.windows.net, true",
    "a.blob.core.windows.net, b.blob.core.windows.net, false",
    "a.blob.core.windows.net, a.vault.azure.net, false",
    "a.vault.azure.net, a.privatelink.vaultcore.azure.net, true",
    "a.documents.azure.com, a-westeurope.documents.azure.com, true",
    "a.documents.azure.com, ab.documents.azure.com, false",
    "a.documents.azure.com, a-westeurope.documents.azure.cn, false",
    "a.openai.azure.com, a.cognitiveservices.azure.com, true",
    "api.example, api.privatelink.example, true",
    "api.example, api.other.example, false",
    "localhost, 127.0.0.1, true",
    "localhost, ::1, true",
    "localhost, 127.0.0.2, false",
  })
  void tellsTheSameThingByItsNames(String named, String host, boolean isSame) {
    assertEquals(isSame, AccountName.isSame(named, host));
  }
}
