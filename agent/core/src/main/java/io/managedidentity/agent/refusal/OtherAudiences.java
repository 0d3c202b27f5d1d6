package io.managedidentity.agent.refusal;

/** Audiences that services take beside the one that the catalogue has for them. */
public final class OtherAudiences {
  private static final String ANY = "";

  /** Service, cloud, and audience without a slash at the end. */
  private static final String[][] ROWS = {
    {"arm", "public", "https://management.core.windows.net"},
    {"arm", "usgov", "https://management.core.usgovcloudapi.net"},
    {"arm", "china", "https://management.core.chinacloudapi.cn"},
    {"data-factory", "public", "https://management.core.windows.net"},
    {"data-factory", "usgov", "https://management.core.usgovcloudapi.net"},
    {"data-factory", "china", "https://management.core.chinacloudapi.cn"},
    {"kusto", "public", "https://kusto.kusto.windows.net"},
    {"app-configuration", ANY, "https://azconfig.io"},
    {"event-hubs", ANY, "https://servicebus.azure.net"},
    {"relay", ANY, "https://servicebus.azure.net"},
    {"ai-foundry", ANY, "https://cognitiveservices.azure.com"},
    {"azure-openai", ANY, "https://ai.azure.com"},
    {"cognitive-services", ANY, "https://ai.azure.com"},
    {"log-analytics-query", ANY, "https://api.loganalytics.io"},
    {"app-insights-query", ANY, "https://api.applicationinsights.io"},
    {"cosmos-table", ANY, "https://storage.azure.com"},
  };

  private OtherAudiences() {}

  /**
   * @param service id in the catalogue
   * @param cloud a word of {@code Catalogue.CLOUDS}
   * @param audience in lower case, without a slash at the end
   */
  public static boolean isTaken(String service, String cloud, String audience) {
    for (String[] row : ROWS) {
      if (row[0].equals(service)
          && (row[1].equals(ANY) || row[1].equals(cloud))
          && row[2].equals(audience)) {
        return true;
      }
    }
    return false;
  }
}
