package io.managedidentity.agent.discovery;

import org.jspecify.annotations.Nullable;

/**
 * Code that uses a {@code Mac} to derive keys, to prove a password or to guard a connection, and
 * not to sign a request: the JDK's own (TLS, PBKDF2, Kerberos, random numbers), and that of drivers
 * and protocols.
 */
final class KeyDerivations {
  private static final String[] PACKAGES = {
    "com.hierynomus.",
    "com.jcraft.jsch.",
    "com.microsoft.sqlserver.",
    "com.mongodb.",
    "com.mysql.",
    "com.ongres.",
    "com.unboundid.",
    "io.r2dbc.",
    "io.vertx.",
    "jcifs.",
    "net.schmizz.",
    "org.apache.directory.",
    "org.apache.kafka.common.security.",
    "org.apache.sshd.",
    "org.bouncycastle.",
    "org.conscrypt.",
    "org.jasypt.",
    "org.mariadb.",
    "org.postgresql.",
    "org.springframework.security.crypto.",
    "org.wildfly.security.",
  };

  /** Between the code that uses a {@code Mac} and this. */
  private static final String[] WAY = {
    "io.managedidentity.agent.",
    "io.managedidentity.bridge.",
    "java.lang.",
    "java.net.ManagedIdentityHooks",
    "java.security.AccessController",
    "javax.crypto.Mac",
    "jdk.internal.reflect.",
    "sun.reflect.",
  };

  private static final @Nullable ClassLoader PLATFORM =
      KeyDerivations.class.getClassLoader().getParent();

  private static final StackFrames.Wanted CALLER =
      new StackFrames.Wanted() {
        @Override
        public boolean isWanted(Class<?> type) {
          return !beginsWithOne(type.getName(), WAY);
        }
      };

  private KeyDerivations() {}

  /** Whether such code is what uses the {@code Mac} that is on the current stack. */
  static boolean isCalling() {
    StackFrames.Frame caller = StackFrames.OF_THIS_JVM.first(CALLER);
    if (caller == null) {
      return false;
    }
    ClassLoader loader = caller.type.getClassLoader();
    return loader == null || loader == PLATFORM || beginsWithOne(caller.type.getName(), PACKAGES);
  }

  private static boolean beginsWithOne(String name, String[] beginnings) {
    for (String one : beginnings) {
      if (name.startsWith(one)) {
        return true;
      }
    }
    return false;
  }
}
