package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheHttp5ContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.contractOf(
        ClientUnderTest.versions(
            "Apache HttpClient",
            "ApacheHttp5Probe",
            "apache-httpclient-5",
            8,
            "5.0.4",
            "5.4.1",
            "5.6.5"));
  }

  @Override
  protected boolean resendsOverAnotherConnection() {
    return false;
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "org.apache.hc.client5.http.ClientProtocolException";
  }

  /** The proxy sends it where the request line says. */
  @Test
  void givesNoTokenToProxyWhereRequestNamesAnotherHostThanTheTarget() {
    String target = "127.0.0.1:" + world().plain.port();
    String proxy = "127.0.0.1:" + world().proxy.port();

    call(get(unmapped("/u")).add("explicitTarget", target).add("proxy", proxy));

    assertEquals(unmapped("/u"), only(world().proxy).target());
    assertNull(only(world().proxy).authorization());
    assertTrue(stderrWith("request line names").contains("request line names"));
  }

  @Test
  void decidesByRouteAndNotByAuthorityOfRequest() {
    call(get(alpha("/u")).add("explicitTarget", "127.0.0.2:" + world().plain.port()));

    assertNull(only(world().plain).authorization());
  }

  @Override
  protected boolean answersForms() {
    return true;
  }
}
