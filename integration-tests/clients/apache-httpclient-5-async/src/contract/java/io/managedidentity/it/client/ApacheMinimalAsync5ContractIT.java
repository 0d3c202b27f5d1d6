package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The minimal asynchronous client of Apache HttpClient 5, with one I/O thread. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheMinimalAsync5ContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "Apache HttpClient async, minimal",
        "ApacheMinimalAsync5Probe",
        "apache-httpclient-5-async",
        8,
        "5.0.4",
        "5.6.5");
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "org.apache.hc.core5.http.HttpException";
  }

  /** The minimal client has neither, and does not send again. */
  @Override
  protected boolean followsRedirects() {
    return false;
  }

  @Override
  protected boolean hasProxies() {
    return false;
  }

  @Override
  protected boolean resendsAfterRejection() {
    return false;
  }

  @Override
  protected boolean fallsBackAfterRejection() {
    return false;
  }
}
