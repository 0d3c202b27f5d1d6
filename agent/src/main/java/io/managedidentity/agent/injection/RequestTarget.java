package io.managedidentity.agent.injection;

/** Forms of a request target (RFC 9112, 3.2). */
public final class RequestTarget {
  private RequestTarget() {}

  /**
   * Path and query of a target; through a plain proxy the target is the whole URL, and mappings
   * look at its path.
   */
  public static String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int authority = target.indexOf("://");
    int path = authority < 0 ? -1 : target.indexOf('/', authority + 3);
    int query = target.indexOf('?');
    if (path >= 0 && (query < 0 || path < query)) {
      return target.substring(path);
    }
    return query < 0 ? "/" : "/" + target.substring(query);
  }
}
