package io.managedidentity.agent.instrumentation;

import io.managedidentity.agent.injection.CallerContext;
import io.managedidentity.agent.injection.ClientInjector;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.injection.UnreadAnswer;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.log.LogLevel;
import java.lang.ref.WeakReference;
import java.security.AccessControlContext;
import java.security.AccessController;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Receives every woven call and hands it to the hook of its client. The door between the
 * application and the agent: a failure of ours ends here, is counted and logged once, and the
 * request goes out as the application made it.
 */
final class HookDispatcher {
  private final TokenInjector injector;
  private final AgentLog log;
  private final AtomicLong suppressed = new AtomicLong();

  /** Held by the client's class itself, so a hook lives exactly as long as its client. */
  private final ClassValue<ClientHook> hooks =
      new ClassValue<ClientHook>() {
        @Override
        protected ClientHook computeValue(Class<?> owner) {
          return newHook(owner);
        }
      };

  /** The same hooks by loader and class; weak on both sides, so that neither is held by this. */
  private final Map<ClassLoader, Map<String, WeakReference<ClientHook>>> besides =
      new WeakHashMap<>();

  /** By client; its keys are weak. */
  private final Map<String, WeakIdentityMap<Object>> notes = new HashMap<>();

  /** Hooks of the JDK's own clients, whose woven classes share one. */
  private final ConcurrentHashMap<String, ClientHook> jdkHooks = new ConcurrentHashMap<>();

  HookDispatcher(TokenInjector injector, AgentLog log) {
    this.injector = injector;
    this.log = log;
    IdleSweep.OF_ALL.use(injector);
  }

  @Nullable Object on(
      int hook,
      Class<?> owner,
      @Nullable Object subject,
      @Nullable Object first,
      @Nullable Object second) {
    try {
      if (injector.isOff() && hook < ClientHook.OF_CONNECTION) {
        return subject;
      }
      return Privileged.isNeeded()
          ? privileged(hook, owner, subject, first, second)
          : call(hook, owner, subject, first, second);
    } catch (ClientHook.Deliberate e) {
      throw HookDispatcher.<RuntimeException>unchecked(e.forApplication());
    } catch (Throwable e) {
      if (e.getClass().getName().equals("java.lang.ThreadDeath")) {
        throw (Error)
            e; // Thread.stop works as without us; by name, since newer JDKs announce the type's
        // removal
      }
      suppress(owner, e);
      return subject;
    }
  }

  private @Nullable Object call(
      int hook,
      Class<?> owner,
      @Nullable Object subject,
      @Nullable Object first,
      @Nullable Object second)
      throws Exception {
    ClientHook client = hooks.get(owner);
    Throwable fault = client.takeFault();
    if (fault != null) {
      suppress(owner, fault);
    }
    return client.on(hook, subject, first, second);
  }

  private @Nullable Object privileged(
      int hook,
      Class<?> owner,
      @Nullable Object subject,
      @Nullable Object first,
      @Nullable Object second)
      throws Exception {
    AccessControlContext outer = CallerContext.enter(AccessController.getContext());
    try {
      return Privileged.call(
          new Callable<@Nullable Object>() {
            @Override
            public @Nullable Object call() throws Exception {
              return HookDispatcher.this.call(hook, owner, subject, first, second);
            }
          });
    } finally {
      CallerContext.leave(outer);
    }
  }

  long suppressedErrors() {
    return suppressed.get();
  }

  void suppress(Class<?> owner, Throwable e) {
    suppressed.incrementAndGet();
    try {
      Throwable cause = e instanceof UnreadAnswer ? ((UnreadAnswer) e).fault() : e;
      StackTraceElement[] trace = cause.getStackTrace();
      String place = trace.length > 0 ? " at " + trace[0] : "";
      String what = cause.getClass().getName() + place;
      if (cause == e) {
        log.once(
            "suppressed " + what,
            LogLevel.ERROR,
            "a request of "
                + owner.getName()
                + " went out unchanged because of a fault in the agent: "
                + what
                + ". Please report it.");
      } else {
        log.once(
            "suppressed " + what,
            LogLevel.ERROR,
            "an answer to a request of "
                + owner.getName()
                + " could not be read along because of a fault in the agent: "
                + what
                + ". The application has the answer. Please report it.");
      }
    } catch (Throwable again) {
      suppressed.incrementAndGet(); // nothing of ours may reach the application, not even from here
    }
  }

  private ClientHook newHook(Class<?> owner) {
    String type = owner.getName().replace('.', '/');
    ClientType found = ClientType.of(type);
    if (found == null) {
      throw new IllegalStateException("no client has the type " + type);
    }
    CoveredClient client = found.client;
    try {
      String hookPackage = client.hookClass.substring(0, client.hookClass.lastIndexOf('.') + 1);
      ClassLoader agent = HookDispatcher.class.getClassLoader();
      // The agent's loader sees the JDK's own clients, so their hook is loaded there, once for all
      // their classes.
      boolean isJdk = owner.getClassLoader() == null || owner.getClassLoader() == agent.getParent();
      if (!isJdk) {
        return hookBeside(owner.getClassLoader(), found, agent, hookPackage);
      }
      ClientHook shared = jdkHooks.get(client.name);
      if (shared == null) {
        jdkHooks.putIfAbsent(client.name, newJdkHook(client));
        shared = Objects.requireNonNull(jdkHooks.get(client.name));
      }
      return shared;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the hook of " + client.name + " could not be loaded", e);
    }
  }

  /**
   * One hook for all woven classes of a client in one loader: what one of them starts, another
   * ends.
   */
  private ClientHook hookBeside(
      ClassLoader loader, ClientType type, ClassLoader agent, String hookPackage)
      throws ReflectiveOperationException {
    CoveredClient client = type.client;
    String key = type.packageOfCopy() + client.hookClass;
    synchronized (besides) {
      Map<String, WeakReference<ClientHook>> ofLoader = besides.get(loader);
      if (ofLoader == null) {
        ofLoader = new HashMap<>(2);
        besides.put(loader, ofLoader);
      }
      WeakReference<ClientHook> known = ofLoader.get(key);
      ClientHook hook = known == null ? null : known.get();
      if (hook == null) {
        hook = newHook(client, new HookLoader(loader, agent, hookPackage, type.relocation(loader)));
        hook.share(notesOf(client));
        ofLoader.put(key, new WeakReference<>(hook));
      }
      return hook;
    }
  }

  /** Under the lock of {@link #besides}. */
  private WeakIdentityMap<Object> notesOf(CoveredClient client) {
    WeakIdentityMap<Object> known = notes.get(client.name);
    if (known == null) {
      known = new WeakIdentityMap<>();
      notes.put(client.name, known);
    }
    return known;
  }

  private ClientHook newJdkHook(CoveredClient client) throws ReflectiveOperationException {
    ClientHook made = ClientHook.make(client.hookClass, injector.forClient(client.name));
    return made == null ? newHook(client, HookDispatcher.class.getClassLoader()) : made;
  }

  private ClientHook newHook(CoveredClient client, ClassLoader loader)
      throws ReflectiveOperationException {
    return Class.forName(client.hookClass, true, loader)
        .asSubclass(ClientHook.class)
        .getConstructor(ClientInjector.class)
        .newInstance(injector.forClient(client.name));
  }

  /**
   * Lets one of the client's checked exceptions out of a method that does not declare it; the woven
   * method does.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E unchecked(Exception e) throws E {
    throw (E) e;
  }
}
