package io.managedidentity.agent.report;

/** A place in an application's code, as it is shown. */
final class Site {
  private Site() {}

  /** {@code com.contoso.Invoices.load (orders.jar)}; empty if the line has none. */
  static String of(JsonObject line) {
    JsonObject site = line.object("site");
    if (site == null || site.text("class").isEmpty()) {
      return "";
    }
    String method = site.text("method");
    String jar = site.text("jar");
    return site.text("class")
        + (method.isEmpty() ? "" : "." + method)
        + (jar.isEmpty() ? "" : " (" + jar + ")");
  }
}
