package io.managedidentity.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownProtocolsTest {
  @ParameterizedTest
  @CsvSource({
    "orders.database.windows.net, 1433, sql-server",
    "tr1234.westeurope1-a.worker.database.windows.net, 11003, sql-server",
    "ORDERS.Database.Windows.NET., 1433, sql-server",
    "orders-ondemand.sql.azuresynapse.net, 1433, sql-server",
    "abc.datawarehouse.fabric.microsoft.com, 1433, sql-server",
    "orders.postgres.database.azure.com, 5432, postgresql",
    "orders.postgres.database.azure.com, 6432, postgresql",
    "c-orders.abc.postgres.cosmos.azure.com, 5432, postgresql",
    "orders.mysql.database.azure.com, 3306, mysql",
    "orders.mongo.cosmos.azure.com, 10255, mongodb",
    "orders.documents.azure.com, 10255, mongodb",
    "orders.mongocluster.cosmos.azure.com, 10260, mongodb",
    "orders.cassandra.cosmos.azure.com, 10350, cassandra",
    "orders.servicebus.windows.net, 5671, amqp",
    "orders.servicebus.windows.net, 9093, kafka",
    "orders.azure-devices.net, 8883, mqtt",
    "orders.redis.cache.windows.net, 6380, redis",
    "orders.redis.cache.windows.net, 15001, redis",
    "orders.westeurope.redisenterprise.cache.azure.net, 10000, redis",
    "orders.westeurope.redis.azure.net, 10000, redis",
    "cdb-ms-prod-westeurope1-fd23.documents.azure.com, 14065, rntbd",
    "cdb-ms-prod-westeurope1-fd23.documents.azure.com, 10255, rntbd",
    "orders.file.core.windows.net, 445, smb",
    "orders.blob.core.windows.net, 22, sftp",
    "db.contoso.com, 1433, sql-server",
    "127.0.0.1, 5432, postgresql",
    "::1, 3306, mysql",
    "localhost, 1521, oracle",
    "localhost, 27017, mongodb",
    "localhost, 9042, cassandra",
    "localhost, 5672, amqp",
    "localhost, 9092, kafka",
    "localhost, 6379, redis",
    "localhost, 1883, mqtt",
    "smtp.contoso.com, 25, smtp",
    "smtp.contoso.com, 465, smtp",
    "smtp.contoso.com, 587, smtp",
    "ldap.contoso.com, 389, ldap",
    "ldap.contoso.com, 636, ldap",
    "files.contoso.com, 22, sftp",
    "files.contoso.com, 445, smb"
  })
  void knows(String host, int port, String protocol) {
    assertEquals(protocol, KnownProtocols.of(host, port));
  }

  @ParameterizedTest
  @CsvSource({
    "orders.documents.azure.com, 443",
    "orders.servicebus.windows.net, 443",
    "orders.database.windows.net, 443",
    "orders.blob.core.windows.net, 443",
    "localhost, 80",
    "localhost, 8080",
    "localhost, 10000", // Azurite's blobs
    "localhost, 10255",
    "localhost, 14065",
    "cdb-ms-prod.documents.azure.com.contoso.com, 14065",
    "notdocuments.azure.com, 14065",
    "orders-documents.azure.com, 14065",
    "mydatabase.windows.net, 11003",
    "redis.azure.net.contoso.com, 10000"
  })
  void doesNotKnow(String host, int port) {
    assertNull(KnownProtocols.of(host, port));
  }
}
