package io.managedidentity.agent.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostPattern;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  @Test
  void prefersFirstMappingOfTheFile() throws Exception {
    MappingConfig wide =
        MappingConfig.builder(0).hosts(List.of(HostPattern.parse("*.vault.azure.net"))).build();
    MappingConfig exact =
        MappingConfig.builder(1)
            .hosts(List.of(HostPattern.parse("orders.vault.azure.net")))
            .build();
    RouteTable table =
        RouteTable.compile(AgentConfig.builder().mappings(List.of(wide, exact)).build());

    RouteDecision decision = table.decide("https", "Orders.Vault.Azure.net.", -1, "GET", "/");

    assertEquals(RouteDecision.Kind.INJECT, decision.kind());
    assertSame(wide, decision.route().config());
  }
}
