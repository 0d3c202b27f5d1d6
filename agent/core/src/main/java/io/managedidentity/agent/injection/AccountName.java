package io.managedidentity.agent.injection;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether two hosts are the same thing by different names, told by the names alone. */
final class AccountName {
  private static final String PRIVATE_LINK = ".privatelink.";
  private static final String SECONDARY = "-secondary";

  /** Endpoints of one storage account, whose name is unique among all of them in a cloud. */
  private static final String[] STORAGE = {
    ".core.windows.net", ".core.usgovcloudapi.net", ".core.chinacloudapi.cn", ".storage.azure.net"
  };

  /** Endpoints of one resource of AI services: a custom subdomain is the same at all of them. */
  private static final String[] AI_SERVICES = {
    ".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"
  };

  /** Cosmos DB has an endpoint in each region: {@code ACCOUNT-REGION}. */
  private static final String[] REGIONAL = {
    ".documents.azure.com", ".documents.azure.us", ".documents.azure.cn"
  };

  private static final String[] VAULT = {".vault.azure.net", ".vaultcore.azure.net"};

  private AccountName() {}

  /**
   * @param named by a mapping: lower case, without a wildcard
   */
  static boolean isSame(String named, String host) {
    String met = withoutPrivateLink(host.toLowerCase(Locale.ROOT));
    String mapped = withoutPrivateLink(named);
    return met.equals(mapped)
        || (isLoopback(met) && isLoopback(mapped))
        || isSameLabel(storage(mapped), storage(met))
        || isSameLabel(label(mapped, AI_SERVICES), label(met, AI_SERVICES))
        || isSameLabel(label(mapped, VAULT), label(met, VAULT))
        || isRegionOf(mapped, met);
  }

  private static boolean isSameLabel(@Nullable String mapped, @Nullable String met) {
    return mapped != null && mapped.equals(met);
  }

  private static String withoutPrivateLink(String host) {
    return host.replace(PRIVATE_LINK, ".");
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("127.0.0.1")
        || host.equals("::1")
        || host.equals("[::1]");
  }

  private static @Nullable String storage(String host) {
    String account = label(host, STORAGE);
    return account != null && account.endsWith(SECONDARY)
        ? account.substring(0, account.length() - SECONDARY.length())
        : account;
  }

  /** The first label of a host below one of the suffixes; else null. */
  private static @Nullable String label(String host, String[] suffixes) {
    for (String suffix : suffixes) {
      if (host.endsWith(suffix)) {
        return host.substring(0, host.indexOf('.'));
      }
    }
    return null;
  }

  private static boolean isRegionOf(String mapped, String met) {
    String account = label(mapped, REGIONAL);
    return account != null
        && met.startsWith(account + "-")
        && met.endsWith(mapped.substring(account.length()));
  }
}
