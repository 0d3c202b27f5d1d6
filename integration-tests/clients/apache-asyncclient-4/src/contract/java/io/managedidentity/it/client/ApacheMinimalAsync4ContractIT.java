package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The minimal client of Apache HttpAsyncClient 4, with one I/O thread. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheMinimalAsync4ContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "Apache HttpAsyncClient, minimal",
        "ApacheMinimalAsync4Probe",
        "apache-asyncclient-4",
        8,
        "4.0",
        "4.1.5");
  }

  @Override
  protected boolean readsRefusals() {
    return true;
  }

  @Override
  protected String refusal() {
    return "org.apache.http.HttpException";
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
  protected boolean endsFailedCalls() {
    return version().equals("4.0");
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
