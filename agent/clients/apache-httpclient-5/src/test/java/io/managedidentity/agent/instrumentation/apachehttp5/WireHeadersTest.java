package io.managedidentity.agent.instrumentation.apachehttp5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.managedidentity.agent.injection.HeaderList;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicLineFormatter;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.junit.jupiter.api.Test;

class WireHeadersTest {
  private final Header own = new BasicHeader("Accept", "*/*");
  private final Header replaced = new BasicHeader("Authorization", "Basic b3du");
  private final BasicClassicHttpRequest copy = new BasicClassicHttpRequest("GET", "/");

  @Test
  void keepsTheApplicationsHeadersAndShowsNoValueOfOurs() {
    HeaderList edited = WireHeaders.list(new Header[] {replaced, own});
    edited.set("Authorization", "Bearer secret");

    WireHeaders.addTo(copy, new Header[] {replaced, own}, edited);

    Header[] written = copy.getHeaders();
    assertEquals("Authorization: (set by the managed identity agent)", written[0].toString());
    assertSame(own, written[1]);
  }

  @Test
  void writesTheValueToTheWire() {
    HeaderList edited = new HeaderList();
    edited.add("Authorization", "Bearer secret");
    CharArrayBuffer line = new CharArrayBuffer(64);

    WireHeaders.addTo(copy, new Header[0], edited);
    BasicLineFormatter.INSTANCE.formatHeader(line, copy.getHeaders()[0]);

    assertEquals("Authorization: Bearer secret", line.toString());
  }
}
