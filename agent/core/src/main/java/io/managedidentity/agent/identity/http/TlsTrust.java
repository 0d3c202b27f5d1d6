package io.managedidentity.agent.identity.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** Which servers are trusted if no certificate is pinned. Thread-safe. */
public interface TlsTrust {
  SSLContext context() throws GeneralSecurityException, IOException;
}
