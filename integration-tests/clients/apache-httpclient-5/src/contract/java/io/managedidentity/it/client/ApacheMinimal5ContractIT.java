package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheMinimal5ContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "Apache HttpClient, minimal",
        "ApacheMinimal5Probe",
        "apache-httpclient-5",
        8,
        "5.0.4",
        "5.6.5");
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

  /** The minimal client has neither. */
  @Override
  protected boolean followsRedirects() {
    return false;
  }

  @Override
  protected boolean hasProxies() {
    return false;
  }
}
