package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.probe.Message;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class OkHttp2ContractIT extends AbstractHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "OkHttp", "OkHttp2Probe", "okhttp-2/okhttp-", 8, "2.0.0", "2.5.0", "2.7.5");
  }

  /** Two timers of the client race for it, with different exceptions. */
  @Override
  protected List<String> timeoutIn(Message answer) {
    String type = answer.get("exception");
    return "java.net.SocketTimeoutException".equals(type)
            || "java.io.InterruptedIOException".equals(type)
        ? List.of("timeout")
        : super.timeoutIn(answer);
  }

  @Override
  protected String refusal() {
    return "java.net.ProtocolException";
  }
}
