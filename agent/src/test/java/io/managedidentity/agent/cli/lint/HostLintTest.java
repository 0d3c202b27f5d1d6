package io.managedidentity.agent.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.target.HostPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HostLintTest {
  private static final Catalogue CATALOGUE = Catalogue.ofThisJar();

  /** For one reason or another, in each cloud. */
  @Test
  void doubtsAWildcardForEveryServiceWhoseHostsHaveToBeNamed() throws Exception {
    HostLint lint = new HostLint(new Rows(CATALOGUE), List.of());
    Set<String> seen = new TreeSet<>();
    List<String> silent = new ArrayList<>();

    for (CatalogueService service : CATALOGUE.all()) {
      for (String cloud : Catalogue.CLOUDS) {
        for (String host : service.hosts(cloud)) {
          HostPattern pattern = HostPattern.parse(host);
          if (pattern.hasWildcard() && !service.hostNeeded().isEmpty()) {
            seen.add(service.id());
            MappingConfig mapping = MappingConfig.builder(0).hosts(List.of(pattern)).build();
            if (lint.of(pattern, mapping, false).isEmpty()) {
              silent.add(cloud + " " + host);
            }
          }
        }
      }
    }

    assertEquals(List.of(), silent);
    assertTrue(seen.size() > 10, seen::toString);
  }
}
