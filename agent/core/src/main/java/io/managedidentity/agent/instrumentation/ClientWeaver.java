package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Weaves client classes as they are loaded. The bridge, the engine and the hooks are loaded with
 * the first of them, so a program without HTTP pays for none. Thread-safe.
 */
public final class ClientWeaver {
  private static final int JDK = feature(System.getProperty("java.specification.version"));

  private final Instrumentation instrumentation;
  private final TokenInjector injector;
  private final AgentLog log;
  private @Nullable Weaver weaver;
  private volatile @Nullable HookDispatcher dispatcher;
  private volatile @Nullable ClientRegistry registry;

  public ClientWeaver(Instrumentation instrumentation, TokenInjector injector, AgentLog log) {
    this(instrumentation, injector, log, null);
  }

  /**
   * @param weaver null to make one with the first client
   */
  ClientWeaver(
      Instrumentation instrumentation,
      TokenInjector injector,
      AgentLog log,
      @Nullable Weaver weaver) {
    this.instrumentation = instrumentation;
    this.injector = injector;
    this.log = log;
    this.weaver = weaver;
  }

  /**
   * @param type internal name of a class of {@link WovenClients}
   * @return the woven class file, or null to load the class as it is
   */
  public byte @Nullable [] weave(
      @Nullable ClassLoader loader,
      String type,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (!Privileged.isNeeded()) {
      return weaveNow(loader, type, domain, classFile);
    }
    try {
      return Privileged.call(
          new Callable<byte @Nullable []>() {
            @Override
            public byte @Nullable [] call() {
              return weaveNow(loader, type, domain, classFile);
            }
          });
    } catch (Exception e) {
      return null; // weaveNow throws none
    }
  }

  /** HTTP clients found so far. */
  public List<FoundClient> clients() {
    ClientRegistry made = registry;
    return made == null ? Collections.<FoundClient>emptyList() : made.all();
  }

  /** Failures of the agent's own code that were kept from the application. */
  public long suppressedErrors() {
    HookDispatcher made = dispatcher;
    return made == null ? 0 : made.suppressedErrors();
  }

  private byte @Nullable [] weaveNow(
      @Nullable ClassLoader loader,
      String type,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    ClientType found = ClientType.of(type);
    if (found == null) {
      return null;
    }
    CoveredClient client = found.client;
    if (OtherAgents.own(type, loader)) {
      log.debug(type.replace('/', '.') + " belongs to another Java agent and is left alone.");
      return null;
    }
    List<WovenMethod> methods = client.methodsOf(found.listed, JDK);
    try {
      if (found.isCopy()) {
        return weaveCopy(found, loader, type, methods, domain, classFile);
      }
      if (!injector.isWoven(client.name)) {
        register(client, loader, domain, "instrumentation." + client.name + " is false.");
        return null;
      }
      return methods.isEmpty()
          ? null
          : registered(
              client, methods, type, weaver().weave(type, methods, classFile), loader, domain);
    } catch (Throwable e) {
      register(client, loader, domain, "Its class could not be woven: " + e);
      log.once(
          "weave " + type, LogLevel.ERROR, whatIsLost(client) + ": " + e + ". Please report this.");
      return null;
    }
  }

  /** A class with the name of a copy is one if it has the client's methods. */
  private byte @Nullable [] weaveCopy(
      ClientType found,
      @Nullable ClassLoader loader,
      String type,
      List<WovenMethod> methods,
      @Nullable ProtectionDomain domain,
      byte[] classFile)
      throws ReflectiveOperationException, IOException {
    Relocation relocation = found.relocation(loader);
    if (relocation == null) {
      return null;
    }
    Weaver.Result result = relocation.weave(weaver(), found.listed, methods, classFile);
    if (result.missing.size() == methods.size()) {
      log.debug(
          type.replace('/', '.') + " has the name of a relocated HTTP client but is not one.");
      return null;
    }
    String whyNot = whyNotCopy(found, relocation);
    if (whyNot != null) {
      register(found.client, loader, domain, whyNot);
      return null;
    }
    return registered(found.client, methods, type, result, loader, domain);
  }

  /** Why the copy is not covered: a sentence, or null. Logged once. */
  private @Nullable String whyNotCopy(ClientType found, Relocation relocation) throws IOException {
    String client = found.client.name;
    String below = found.packageOfCopy();
    if (!injector.isWoven(client)) {
      return "instrumentation." + client + " is false.";
    }
    String copy = "a relocated copy of " + client + " was found below " + below;
    if (!injector.isRelocationCovered(below)) {
      String advice = "Add " + below + " to instrumentation.shadedPrefixes to cover it.";
      log.once(
          "relocated " + below + client,
          LogLevel.INFO,
          copy + "; its requests go out unchanged. " + advice);
      return "It is a relocated copy below " + below + ". " + advice;
    }
    String hook = found.client.hookClass.replace('.', '/');
    String missing =
        new HookNeeds(
                hook.substring(0, hook.lastIndexOf('/') + 1), ClientWeaver.class.getClassLoader())
            .missingIn(relocation, hook);
    String lacks = "It lacks the class " + String.valueOf(missing).replace('/', '.') + ".";
    log.once(
        "relocated " + below + client,
        LogLevel.INFO,
        missing == null
            ? copy + " and is covered."
            : copy + "; its requests go out unchanged. " + lacks);
    return missing == null ? null : lacks;
  }

  /** The woven class; the client is covered if it has all methods. */
  private byte[] registered(
      CoveredClient client,
      List<WovenMethod> methods,
      String type,
      Weaver.Result result,
      @Nullable ClassLoader loader,
      @Nullable ProtectionDomain domain) {
    String folder = System.getProperty(ClassDump.PROPERTY);
    if (folder != null) {
      ClassDump.write(folder, type, result.classFile, log);
    }
    String whyNot = null;
    for (WovenMethod missing : result.missing) {
      if (missing.isMissed(methods, result.missing)) {
        whyNot = "It has no method " + methodName(missing) + " as expected.";
        warnMissing(client, missing, loader, domain);
      }
    }
    register(client, loader, domain, whyNot);
    return result.classFile;
  }

  private static boolean isForDiscovery(CoveredClient client) {
    return WovenClients.isForDiscovery(client.methods[0].type);
  }

  private static String whatIsLost(CoveredClient client) {
    return isForDiscovery(client)
        ? "what " + client.name + " shows is missing in the records"
        : "requests of " + client.name + " are not covered and go out unchanged";
  }

  /** The JDK's TLS, sockets and Mac are woven like a client, but are none. */
  private void register(
      CoveredClient client,
      @Nullable ClassLoader loader,
      @Nullable ProtectionDomain domain,
      @Nullable String whyNot) {
    if (!client.name.equals(WovenClients.UNSEEN_CONNECTIONS) && !isForDiscovery(client)) {
      registry().add(client.name, loader, domain, whyNot);
    }
  }

  /** 8 for {@code 1.8}, 11 for {@code 11}. */
  static int feature(String specificationVersion) {
    String version =
        specificationVersion.startsWith("1.")
            ? specificationVersion.substring(2)
            : specificationVersion;
    return Integer.parseInt(version);
  }

  private synchronized Weaver weaver() throws ReflectiveOperationException, IOException {
    Weaver made = weaver;
    if (made == null) {
      HookDispatcher receiver = new HookDispatcher(injector, log);
      dispatcher = receiver;
      made = new Weaver(BridgeDefiner.connect(instrumentation, receiver, log));
      weaver = made;
    }
    return made;
  }

  private synchronized ClientRegistry registry() {
    ClientRegistry made = registry;
    if (made == null) {
      made = new ClientRegistry();
      registry = made;
    }
    return made;
  }

  private static String methodName(WovenMethod method) {
    return method.type.replace('/', '.') + "." + method.method;
  }

  private void warnMissing(
      CoveredClient client,
      WovenMethod method,
      @Nullable ClassLoader loader,
      @Nullable ProtectionDomain domain) {
    String version = ClientRegistry.version(loader, domain);
    log.once(
        "missing " + method.type + method.method,
        LogLevel.WARN,
        "this version of "
            + client.name
            + " has no method "
            + methodName(method)
            + " as expected (version "
            + (version == null ? "unknown" : version)
            + ", class loader "
            + (loader == null ? "bootstrap" : loader.getClass().getName())
            + "), so "
            + (isForDiscovery(client)
                ? "what it shows is missing in the records. Please report this."
                : "its requests are not covered. See docs/supported-clients.md for the versions that are."));
  }
}
