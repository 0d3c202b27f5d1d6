package io.managedidentity.probe;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.azurebfs.AbfsConfiguration;
import org.apache.hadoop.fs.azurebfs.oauth2.AzureADAuthenticator;
import org.apache.hadoop.fs.azurebfs.oauth2.ClientCredsTokenProvider;

/** Hadoop's file system over Data Lake, with client credentials; it names the older endpoint. */
final class AbfsTokens implements TokenLibrary {
  @Override
  public String token(String way, Message call) throws Exception {
    AzureADAuthenticator.init(new AbfsConfiguration(new Configuration(false), "orders"));
    return new ClientCredsTokenProvider(
            LOGIN + call.get("tenant") + "/oauth2/token", CLIENT, SECRET)
        .getToken()
        .getAccessToken();
  }
}
