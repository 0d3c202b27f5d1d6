package io.managedidentity.agent.discovery;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A scheme, host, port and client, and what went there by one mapping or by none. Thread-safe; a
 * request like earlier ones takes no lock and makes no object.
 */
public final class Destination {
  /** An application may make up methods and paths without end. */
  static final int MOST_METHODS = 16;

  static final int MOST_PATHS = 64;
  static final int MOST_SECRETS = 32;

  /** How often a request before the dial looks for the application's code on its stack. */
  private static final int MOST_LOOKS = 3;

  private static final String OTHER = "*";

  private final String id;
  private final String client;
  private final String scheme;
  private final String host;
  private final int port;
  private final @Nullable String mapping;
  private final @Nullable Destination next;
  private final long firstMillis = System.currentTimeMillis();
  private final LongAdder unreadBodies = new LongAdder();
  private volatile long lastMillis = firstMillis;
  private volatile MethodUse[] methods = {};
  private volatile SecretUse[] secrets = {};
  private volatile int paths;
  private volatile @Nullable CallSite site;
  private volatile @Nullable QueryUse query;
  private int looks;

  /**
   * @param mapping that treats the requests; null if none does
   * @param next of the same host
   */
  Destination(
      String id,
      String client,
      String scheme,
      String host,
      int port,
      @Nullable String mapping,
      @Nullable Destination next) {
    this.id = id;
    this.client = client;
    this.scheme = scheme;
    this.host = host;
    this.port = port;
    this.mapping = mapping;
    this.next = next;
  }

  boolean is(String otherClient, String otherScheme, int otherPort, @Nullable String otherMapping) {
    return port == otherPort
        && client.equals(otherClient)
        && scheme.equals(otherScheme)
        && (mapping == null ? otherMapping == null : mapping.equals(otherMapping));
  }

  @Nullable Destination next() {
    return next;
  }

  /** The requests of one method; those beyond the first 16 are one, {@code *}. */
  public MethodUse method(String method) {
    for (MethodUse known : methods) {
      if (known.method().equals(method)) {
        return known;
      }
    }
    return newMethod(method);
  }

  private synchronized MethodUse newMethod(String method) {
    boolean isRoom = methods.length < MOST_METHODS;
    String name = isRoom ? method : OTHER;
    for (MethodUse known : methods) {
      if (known.method().equals(name)) {
        return known;
      }
    }
    MethodUse made = new MethodUse(this, name);
    MethodUse[] more = Arrays.copyOf(methods, methods.length + 1);
    more[methods.length] = made;
    methods = more;
    return made;
  }

  /** Whether one more path may be told from the others. */
  synchronized boolean takesPath() {
    if (paths >= MOST_PATHS) {
      return false;
    }
    paths++;
    return true;
  }

  /**
   * The requests that authenticate this way.
   *
   * @param place such as {@code header api-key}
   */
  public SecretUse secret(String kind, String place) {
    for (SecretUse known : secrets) {
      if (known.is(kind, place)) {
        return known;
      }
    }
    return newSecret(kind, place);
  }

  private synchronized SecretUse newSecret(String kind, String place) {
    for (SecretUse known : secrets) {
      if (known.is(kind, place)) {
        return known;
      }
    }
    if (secrets.length >= MOST_SECRETS) {
      return secrets[MOST_SECRETS - 1]; // more ways than kinds and places are known
    }
    CallSite found = CallSites.here();
    SecretUse made = new SecretUse(kind, place, found == null ? site : found);
    SecretUse[] more = Arrays.copyOf(secrets, secrets.length + 1);
    more[secrets.length] = made;
    secrets = more;
    return made;
  }

  /** The one that an earlier request had with just this value in a header of that name, or null. */
  public @Nullable SecretUse secretOf(String header, String value) {
    for (SecretUse known : secrets) {
      if (known.isSame(header, value)) {
        return known;
      }
    }
    return null;
  }

  /** What an earlier request had in its query; null if that was another query. */
  public @Nullable QueryUse query(String target, int question) {
    QueryUse last = query;
    return last != null && last.isOf(target, question) ? last : null;
  }

  public void query(QueryUse use) {
    query = use;
  }

  /** On the application's thread, before a client hands a request to its own threads. */
  public void dialling() {
    if (site == null && looks < MOST_LOOKS) {
      looks++;
      site = CallSites.here();
    }
  }

  void request(long nowMillis) {
    lastMillis = nowMillis;
  }

  /** A request whose body may have a secret, which cannot be looked at. */
  public void unreadBody() {
    unreadBodies.increment();
  }

  public String id() {
    return id;
  }

  public String client() {
    return client;
  }

  public String scheme() {
    return scheme;
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  @Nullable String mapping() {
    return mapping;
  }

  long firstMillis() {
    return firstMillis;
  }

  long lastMillis() {
    return lastMillis;
  }

  long requests() {
    long sum = 0;
    for (MethodUse method : methods) {
      sum += method.requests();
    }
    return sum;
  }

  long unreadBodies() {
    return unreadBodies.sum();
  }

  MethodUse[] methods() {
    return methods.clone();
  }

  SecretUse[] secrets() {
    return secrets.clone();
  }
}
