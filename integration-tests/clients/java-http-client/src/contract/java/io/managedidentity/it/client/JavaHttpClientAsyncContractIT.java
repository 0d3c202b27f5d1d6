package io.managedidentity.it.client;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All by {@code sendAsync}, and with one thread. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class JavaHttpClientAsyncContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.ofJdk(
        "java.net.http, asynchronous", "JavaHttpClientAsyncProbe", "java-http-client", 11);
  }

  @Override
  protected String refusal() {
    return "java.io.IOException";
  }

  /** Since 16 (JDK-8245462). */
  @Override
  protected boolean cancelsRequests() {
    return jdk().version() >= 16;
  }

  /** CompletableFuture starts one for a task where the common pool has one thread: on two cores. */
  @Override
  protected boolean startsThread(String name) {
    return name.matches("Thread-[0-9]+");
  }

  @Override
  protected boolean readsRefusals() {
    return true;
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
