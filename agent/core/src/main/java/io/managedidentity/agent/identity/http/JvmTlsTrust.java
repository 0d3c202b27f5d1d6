package io.managedidentity.agent.identity.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's trust store files ({@code javax.net.ssl.trustStore}, else {@code jssecacerts}, else
 * {@code cacerts}) in a context of our own. The algorithm is named, since the security property for
 * the default one is how applications install a trust manager that trusts everybody.
 */
public final class JvmTlsTrust implements TlsTrust {
  private @Nullable SSLContext context;

  @Override
  public synchronized SSLContext context() throws GeneralSecurityException, IOException {
    SSLContext known = context;
    if (known == null) {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init((KeyStore) null);
      known = SSLContext.getInstance("TLS");
      known.init(null, factory.getTrustManagers(), null);
      context = known;
    }
    return known;
  }
}
