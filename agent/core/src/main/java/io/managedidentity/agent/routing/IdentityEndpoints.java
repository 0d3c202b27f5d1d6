package io.managedidentity.agent.routing;

import io.managedidentity.agent.target.HostKind;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.Ipv4Literal;
import io.managedidentity.agent.target.Ipv6Literal;
import io.managedidentity.agent.target.PatternException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that issue tokens or serve machine metadata. They never get a token, whatever the mappings
 * say: the addresses of the instance metadata service and of the host agent, the login hosts of
 * every cloud, and the endpoints named by this process's environment.
 */
final class IdentityEndpoints {
  private static final String[] ALWAYS = {
    "169.254.169.254:*",
    "168.63.129.16:*",
    "login.microsoftonline.com:*",
    "login.windows.net:*",
    "sts.windows.net:*",
    "login.microsoft.com:*",
    "login.microsoftonline.us:*",
    "login.chinacloudapi.cn:*",
    "login.partner.microsoftonline.cn:*",
    // older names of login hosts, which libraries still know
    "login-us.microsoftonline.com:*",
    "login.usgovcloudapi.net:*",
    "login.microsoftonline.de:*",
    // the same for clients that prove a certificate in TLS
    "**.mtlsauth.microsoft.com:*",
    "mtlsauth.microsoft.com:*",
    "**.mtlsauth.microsoftonline.us:*",
    "mtlsauth.microsoftonline.us:*",
    "**.mtlsauth.partner.microsoftonline.cn:*",
    "mtlsauth.partner.microsoftonline.cn:*",
    // regional login hosts are labels below these, such as westeurope.login.microsoft.com
    "**.login.microsoftonline.com:*",
    "**.login.windows.net:*",
    "**.sts.windows.net:*",
    "**.login.microsoft.com:*",
    "**.login.microsoftonline.us:*",
    "**.login.chinacloudapi.cn:*",
    "**.login.partner.microsoftonline.cn:*",
    // one label for each tenant of customers
    "**.b2clogin.com:*",
    "**.b2clogin.us:*",
    "**.b2clogin.cn:*",
    "**.b2clogin.de:*",
    "**.ciamlogin.com:*",
    "**.ciamlogin.us:*",
    "**.ciamlogin.cn:*",
  };

  private IdentityEndpoints() {}

  /**
   * All endpoints as patterns.
   *
   * @param own {@code host:port}, or {@code host} for all its ports; unreadable ones are left out,
   *     since no source can reach them either
   */
  static List<HostPattern> patterns(List<String> own) {
    List<HostPattern> patterns = new ArrayList<>();
    for (String endpoint : ALWAYS) {
      add(patterns, endpoint);
    }
    for (String endpoint : own) {
      HostPattern pattern = add(patterns, withPort(endpoint));
      if (pattern != null && isLoopback(pattern)) {
        String port = ":" + (pattern.port() == HostPattern.ANY_PORT ? "*" : pattern.port());
        add(patterns, "localhost" + port);
        add(patterns, "127.0.0.1" + port);
        add(patterns, "[::1]" + port);
      }
    }
    return patterns;
  }

  private static String withPort(String endpoint) {
    try {
      return HostPattern.parse(endpoint).port() == HostPattern.DEFAULT_PORT
          ? endpoint + ":*"
          : endpoint;
    } catch (PatternException e) {
      return endpoint;
    }
  }

  private static @Nullable HostPattern add(List<HostPattern> patterns, String endpoint) {
    try {
      HostPattern pattern = HostPattern.parse(endpoint);
      patterns.add(pattern);
      return pattern;
    } catch (PatternException e) {
      return null;
    }
  }

  private static boolean isLoopback(HostPattern pattern) {
    return pattern.name().equals("localhost")
        || (pattern.kind() == HostKind.IPV4 && Ipv4Literal.value(pattern.name()) >>> 24 == 127)
        || (pattern.kind() == HostKind.IPV6
            && Ipv6Literal.high(pattern.name()) == 0
            && Ipv6Literal.low(pattern.name()) == 1);
  }
}
