package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheMinimal4ContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "Apache HttpClient, minimal",
        "ApacheMinimal4Probe",
        "apache-httpclient-4",
        8,
        "4.3.6",
        "4.5.14");
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
    return "org.apache.http.client.ClientProtocolException";
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

  @Override
  protected boolean answersForms() {
    return true;
  }
}
