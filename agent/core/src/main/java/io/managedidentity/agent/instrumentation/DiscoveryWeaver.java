package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.log.AgentLog;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the classes of the JDK that only discovery watches. Most are loaded before the
 * configuration is read, so they are woven anew; no other JVM pays for that, or for the look at
 * each class's name.
 */
public final class DiscoveryWeaver implements ClassFileTransformer {
  private final Instrumentation instrumentation;
  private final ClientWeaver weaver;
  private final Set<String> switchedOff;
  private final AgentLog log;

  /**
   * @param switchedOff names of those that {@code instrumentation.<name>} says false of
   */
  public DiscoveryWeaver(
      Instrumentation instrumentation, ClientWeaver weaver, Set<String> switchedOff, AgentLog log) {
    this.instrumentation = instrumentation;
    this.weaver = weaver;
    this.switchedOff = switchedOff;
    this.log = log;
  }

  /** Weaves those that are loaded, and from now on those that will be. To be called once. */
  public void begin() {
    instrumentation.addTransformer(this, true);
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (type.getClassLoader() == null && isWatched(type.getName().replace('.', '/'))) {
        weave(type);
      }
    }
  }

  private boolean isWatched(String type) {
    CoveredClient client = WovenClients.isForDiscovery(type) ? WovenClients.of(type) : null;
    return client != null && !switchedOff.contains(client.name);
  }

  private void weave(Class<?> type) {
    try {
      instrumentation.retransformClasses(type);
    } catch (Throwable e) {
      log.warn(
          type.getName()
              + " could not be watched for discovery, so what it shows is missing in the records: "
              + e
              + ". Please report this.");
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    try {
      if (loader != null || name == null || !isWatched(name)) {
        return null;
      }
      byte[] woven = weaver.weave(null, name, domain, classFile);
      if (woven != null) {
        log.debug(name.replace('/', '.') + " is watched for discovery.");
      }
      return woven;
    } catch (Throwable e) {
      return null; // the class stays as it is; the weaver has said why
    }
  }
}
