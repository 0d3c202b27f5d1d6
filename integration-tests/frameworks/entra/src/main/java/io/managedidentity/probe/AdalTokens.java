package io.managedidentity.probe;

import com.microsoft.aad.adal4j.AuthenticationContext;
import com.microsoft.aad.adal4j.ClientCredential;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** ADAL4J, which keeps no token. */
final class AdalTokens implements TokenLibrary {
  @Override
  public String token(String way, Message call) throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      return new AuthenticationContext(LOGIN + call.get("tenant") + "/", true, threads)
          .acquireToken("https://graph.example", new ClientCredential(CLIENT, SECRET), null)
          .get()
          .getAccessToken();
    } finally {
      threads.shutdown();
    }
  }
}
