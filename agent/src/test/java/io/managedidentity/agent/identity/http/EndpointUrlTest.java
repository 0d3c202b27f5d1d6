package io.managedidentity.agent.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R-URL. */
class EndpointUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a url",
        "::bad::",
        "ht!tp://bad",
        "ftp://a",
        "file:///etc/passwd",
        "http:///x",
        "//a/b",
        "/a",
        "http:a",
        "http://user:pass@a/",
        "http://a/#f",
        "http://a:0/",
        "http://a:65536/",
        "http://a/\u00FC"
      })
  void refusesWhatIsNoEndpoint(String text) {
    assertNull(EndpointUrl.parse(text));
  }

  @Test
  void keepsPathAndQueryAsTheyAre() {
    EndpointUrl url = EndpointUrl.known("http://LocalHost:8081/MSI//token/?a=%2f&b");

    assertEquals("/MSI//token/?a=%2f&b&c=d", url.with("c", "d").target());
    assertEquals("http://localhost:8081", url.origin());
    assertEquals("localhost:8081", url.authority());
    assertEquals("http://localhost:8081/MSI//token/", url.toString());
  }

  @Test
  void beginsAQueryWhereThereIsNone() {
    EndpointUrl url = EndpointUrl.known("https://a").with("x", "1").with("y", "a+b c");

    assertEquals("/?x=1&y=a%2Bb%20c", url.target());
    assertEquals(443, url.port());
    assertEquals("a", url.authority());
  }

  @Test
  void takesAnAddressLiteral() {
    EndpointUrl url = EndpointUrl.parse("http://[::1]:40342/x");

    assertNotNull(url);
    assertEquals("[::1]", url.host());
    assertEquals(40342, url.port());
  }

  @Test
  void replacesPathAndQueryOfAnAuthorityHost() {
    assertEquals(
        "/p?a=b", EndpointUrl.known("http://a:1/?x").withPath("/p").with("a", "b").target());
  }
}
