package io.managedidentity.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The hosts at which Entra issues tokens, by cloud, and what an assertion for it is made for. */
enum LoginHosts {
  /** With the regions of MSAL's {@code azureRegion}, as in the other clouds. */
  PUBLIC(
      "api://AzureADTokenExchange",
      "login.microsoftonline.com login.windows.net sts.windows.net login.microsoft.com"
          + " *.login.microsoft.com"),
  USGOV("api://AzureADTokenExchangeUSGov", "login.microsoftonline.us *.login.microsoftonline.us"),
  CHINA(
      "api://AzureADTokenExchangeChina",
      "login.chinacloudapi.cn login.partner.microsoftonline.cn"
          + " *.login.partner.microsoftonline.cn");

  private final String assertionAudience;

  /** With blanks between. */
  private final String patterns;

  LoginHosts(String assertionAudience, String patterns) {
    this.assertionAudience = assertionAudience;
    this.patterns = patterns;
  }

  /**
   * Those of the cloud that a host belongs to.
   *
   * @param fallback the cloud of a host that is none of them
   */
  static LoginHosts of(String host, Cloud fallback) {
    String lower = host.toLowerCase(Locale.ROOT);
    for (LoginHosts hosts : values()) {
      for (String pattern : hosts.patterns()) {
        if (pattern.startsWith("*")
            ? lower.endsWith(pattern.substring(1))
            : lower.equals(pattern)) {
          return hosts;
        }
      }
    }
    switch (fallback) {
      case USGOV:
        return USGOV;
      case CHINA:
        return CHINA;
      default:
        return PUBLIC;
    }
  }

  /** Resource of the token that is the assertion. */
  String assertionAudience() {
    return assertionAudience;
  }

  List<String> patterns() {
    return Arrays.asList(patterns.split(" ", -1));
  }
}
