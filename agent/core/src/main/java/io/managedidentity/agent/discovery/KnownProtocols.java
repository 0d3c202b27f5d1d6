package io.managedidentity.agent.discovery;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which protocol other than HTTP is spoken where: told by the names of Azure's hosts, then by the
 * port.
 */
final class KnownProtocols {
  private static final String SQL = "sql-server";
  private static final String POSTGRESQL = "postgresql";
  private static final String MYSQL = "mysql";
  private static final String MONGODB = "mongodb";
  private static final String CASSANDRA = "cassandra";
  private static final String REDIS = "redis";
  private static final String RNTBD = "rntbd";
  private static final String SMB = "smb";

  /** End of the host, protocol; any port but those of HTTP. */
  private static final String[] HOSTS = {
    ".database.windows.net", SQL,
    ".database.usgovcloudapi.net", SQL,
    ".database.chinacloudapi.cn", SQL,
    ".sql.azuresynapse.net", SQL,
    ".sql.azuresynapse.usgovcloudapi.net", SQL,
    ".sql.azuresynapse.azure.cn", SQL,
    ".database.fabric.microsoft.com", SQL,
    ".datawarehouse.fabric.microsoft.com", SQL,
    ".postgres.database.azure.com", POSTGRESQL,
    ".postgres.database.usgovcloudapi.net", POSTGRESQL,
    ".postgres.database.chinacloudapi.cn", POSTGRESQL,
    ".postgres.cosmos.azure.com", POSTGRESQL,
    ".mysql.database.azure.com", MYSQL,
    ".mysql.database.usgovcloudapi.net", MYSQL,
    ".mysql.database.chinacloudapi.cn", MYSQL,
    ".mariadb.database.azure.com", MYSQL,
    ".mongo.cosmos.azure.com", MONGODB,
    ".mongo.cosmos.azure.us", MONGODB,
    ".mongo.cosmos.azure.cn", MONGODB,
    ".mongocluster.cosmos.azure.com", MONGODB,
    ".cassandra.cosmos.azure.com", CASSANDRA,
    ".cassandra.cosmos.azure.us", CASSANDRA,
    ".cassandra.cosmos.azure.cn", CASSANDRA,
    ".redis.cache.windows.net", REDIS,
    ".redis.cache.usgovcloudapi.net", REDIS,
    ".redis.cache.chinacloudapi.cn", REDIS,
    ".redisenterprise.cache.azure.net", REDIS,
    ".redis.azure.net", REDIS,
    ".documents.azure.com", RNTBD,
    ".documents.azure.us", RNTBD,
    ".documents.azure.cn", RNTBD,
    ".file.core.windows.net", SMB,
    ".file.core.usgovcloudapi.net", SMB,
    ".file.core.chinacloudapi.cn", SMB,
  };

  /** Under an account's own name; under that of a server it is one of RNTBD's ports. */
  private static final int MONGODB_OF_OLD_ACCOUNTS = 10255;

  private static final String COSMOS_SERVER = "cdb-";
  private static final int FIRST_OF_COSMOS = 10_000;
  private static final int LAST_OF_COSMOS = 20_000;

  private KnownProtocols() {}

  /**
   * @param host name or address
   * @return as in docs/records.md; null for HTTP and what is not known
   */
  static @Nullable String of(String host, int port) {
    if (port == 80 || port == 443) {
      return null;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    for (int i = 0; i < HOSTS.length; i += 2) {
      if (name.endsWith(HOSTS[i])) {
        return ofAzure(HOSTS[i + 1], name, port);
      }
    }
    return ofPort(port);
  }

  /** Whether the port alone tells that it is no HTTP: a proxy has any, and hides the true one. */
  static boolean isUsual(String host, int port) {
    return ofPort(port) != null
        || host.startsWith(COSMOS_SERVER)
        || (port >= FIRST_OF_COSMOS && port <= LAST_OF_COSMOS);
  }

  private static String ofAzure(String protocol, String name, int port) {
    boolean isAccount = !name.startsWith(COSMOS_SERVER);
    return protocol.equals(RNTBD) && port == MONGODB_OF_OLD_ACCOUNTS && isAccount
        ? MONGODB
        : protocol;
  }

  private static @Nullable String ofPort(int port) {
    switch (port) {
      case 1433:
        return SQL;
      case 5432:
        return POSTGRESQL;
      case 3306:
        return MYSQL;
      case 1521:
        return "oracle";
      case 27017:
        return MONGODB;
      case 9042:
        return CASSANDRA;
      case 5671:
      case 5672:
        return "amqp";
      case 9092:
      case 9093:
        return "kafka";
      case 6379:
      case 6380:
        return REDIS;
      case 1883:
      case 8883:
        return "mqtt";
      case 25:
      case 465:
      case 587:
        return "smtp";
      case 389:
      case 636:
        return "ldap";
      case 22:
        return "sftp";
      case 445:
        return SMB;
      default:
        return null;
    }
  }
}
