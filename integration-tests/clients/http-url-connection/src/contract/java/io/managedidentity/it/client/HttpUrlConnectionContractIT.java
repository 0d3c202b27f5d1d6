package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class HttpUrlConnectionContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.ofJdk(
        "HttpURLConnection", "UrlConnectionProbe", "http-url-connection", 8);
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** A connection object makes one exchange. */
  @Override
  protected boolean reusesRequests() {
    return false;
  }

  @Override
  protected boolean answersForms() {
    return true;
  }

  @Override
  protected boolean answersStreamedForms() {
    return true;
  }
}
