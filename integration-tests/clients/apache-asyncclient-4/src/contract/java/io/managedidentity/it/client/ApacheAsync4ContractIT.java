package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.probe.Message;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The default client of Apache HttpAsyncClient 4, with one I/O thread. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheAsync4ContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "Apache HttpAsyncClient", "ApacheAsync4Probe", "apache-asyncclient-4", 8, "4.0", "4.1.5");
  }

  @Override
  protected String refusal() {
    return "org.apache.http.HttpException";
  }

  /** Its text counts the client's connections. */
  @Override
  protected List<String> timeoutIn(Message answer) {
    return answer.all("exception");
  }
}
