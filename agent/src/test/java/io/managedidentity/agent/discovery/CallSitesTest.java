package io.managedidentity.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.contoso.Invoices;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallSitesTest {
  @Test
  void isInnermostCodeOfTheApplication() {
    CallSite site = Invoices.load(CallSites::here);

    assertNotNull(site);
    assertEquals("com.contoso.Invoices", site.className());
    assertEquals("load", site.method());
    assertEquals("target/test-classes", site.jar());
  }

  @Test
  void namesTheMethodThatHoldsTheLambda() {
    CallSite site = Invoices.lazily(CallSites::here);

    assertNotNull(site);
    assertEquals("lazily", site.method());
  }

  @Test
  void isNullWhereTheStackHasNone() {
    assertNull(CompletableFuture.supplyAsync(CallSites::here).join());
  }

  /** The way of Java 8 works on later ones too. */
  @Test
  void findsFrameByItsClass() {
    StackFrames.Frame frame =
        Invoices.load(
            () ->
                new StackFrames.ByContext()
                    .first(type -> type.getName().equals("com.contoso.Invoices")));

    assertNotNull(frame);
    assertEquals(Invoices.class, frame.type);
    assertEquals("load", frame.method);
  }

  @ParameterizedTest
  @CsvSource({
    "file:/srv/lib/orders-1.4.jar, orders-1.4.jar",
    "file:/C:/Program%20Files/orders%201.jar, orders 1.jar",
    "jar:file:/srv/app.jar!/BOOT-INF/lib/orders-1.4.jar!/, orders-1.4.jar",
    "jar:file:/srv/app.jar!/BOOT-INF/classes!/, app.jar",
    "jar:nested:/srv/app.jar/!BOOT-INF/lib/orders-1.4.jar!/, orders-1.4.jar",
    "jar:nested:/srv/app.jar/!BOOT-INF/classes/!/, app.jar",
    "vfs:/content/shop.war/WEB-INF/lib/orders.jar, orders.jar",
    "vfs:/content/shop.war/WEB-INF/classes, shop.war",
    "file:/opt/tomcat/webapps/shop/WEB-INF/classes/, WEB-INF/classes",
    "file:/srv/app.jar.d/target/classes/, target/classes",
    "file:/, file:",
    "bundleresource://12.fwk, 12.fwk",
    "'', "
  })
  void namesTheJar(String location, String jar) {
    assertEquals(jar, CallSites.jarOf(location));
  }

  @ParameterizedTest
  @CsvSource({
    "lambda$load$0, load",
    "lambda$new$12, new",
    "lambda$, lambda$",
    "load, load",
    "access$000, access$000"
  })
  void namesTheMethod(String method, String shown) {
    assertEquals(shown, CallSites.methodOf(method));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.azure.storage.blob.BlobClient",
        "okhttp3.internal.http.RealInterceptorChain",
        "io.managedidentity.agent.discovery.CallSites",
        "java.net.ManagedIdentityHooks",
        "com.contoso.$Proxy12",
        "com.contoso.Invoices$$EnhancerBySpringCGLIB$$1a2b"
      })
  void passesOverLibraries(String type) {
    assertTrue(KnownLibraries.has(type));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.contoso.Invoices",
        "com.azurefruits.Shop",
        "okhttp.Shop",
        "io.managedidentity.probe.CallProgram",
        "reactors.Core",
        "org.apache.kafkaesque.Castle",
        "com.contoso.Invoices$$Lambda$14"
      })
  void takesOthersForTheApplication(String type) {
    assertFalse(KnownLibraries.has(type));
  }

  @Test
  void placesHaveNeitherQueryNorUser() {
    assertEquals("/c/app.jar", CallSites.pathOf("https://a.example/c/app.jar?sv=1&sig=secret"));
    assertEquals("/classes/", CallSites.pathOf("https://user:secret@a.example/classes/"));
    assertEquals("file:/srv/app.jar", CallSites.pathOf("file:/srv/app.jar"));
    assertEquals("", CallSites.pathOf("https://user:secret@a.example?x=/y"));
  }
}
