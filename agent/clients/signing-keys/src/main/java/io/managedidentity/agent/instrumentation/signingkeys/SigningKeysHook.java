package io.managedidentity.agent.instrumentation.signingkeys;

import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.discovery.SigningKey;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.security.Key;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** Hands on which keys sign, and what. Changes nothing. */
public final class SigningKeysHook extends SigningKeysHandlers {
  static {
    ClientInjector wanted = wanted();
    if (wanted != null) {
      offer(new SigningKeysHook(wanted));
    }
  }

  private final ClientInjector injector;

  /** Of each {@code Mac} whose key is recorded. */
  private final WeakIdentityMap<SigningKey> keys = new WeakIdentityMap<>();

  public SigningKeysHook(ClientInjector injector) {
    this.injector = injector;
  }

  @Override
  protected void ready(@Nullable Mac mac, @Nullable Key key) {
    Discovery discovery = injector.discovery();
    if (mac == null || discovery == null) {
      return;
    }
    SigningKey recorded = discovery.signingKeys().key(key, mac.getAlgorithm());
    if (recorded == null) {
      keys.remove(mac);
    } else if (keys.get(mac) != recorded) {
      keys.put(mac, recorded);
    }
  }

  @Override
  protected byte[] signed(byte[] signature, @Nullable Mac mac) {
    SigningKey key = keys.get(mac);
    Discovery discovery = key == null ? null : injector.discovery();
    if (key != null && discovery != null) {
      discovery.signingKeys().signed(key, signature, 0, signature.length);
    }
    return signature;
  }

  @Override
  protected Object cloned(Object copy, @Nullable Mac mac) {
    SigningKey key = keys.get(mac);
    if (key != null) {
      keys.put(copy, key);
    }
    return copy;
  }
}
