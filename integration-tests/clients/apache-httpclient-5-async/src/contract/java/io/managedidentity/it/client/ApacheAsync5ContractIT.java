package io.managedidentity.it.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.managedidentity.it.contract.AbstractAsyncHttpClientContract;
import io.managedidentity.it.contract.ClientUnderTest;
import io.managedidentity.it.contract.Http2Forms;
import io.managedidentity.it.contract.Http2Hops;
import io.managedidentity.probe.Message;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The default asynchronous client of Apache HttpClient 5, with one I/O thread. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("clients")
class ApacheAsync5ContractIT extends AbstractAsyncHttpClientContract {
  static List<Arguments> clients() {
    return ClientUnderTest.versions(
        "Apache HttpClient async",
        "ApacheAsync5Probe",
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

  @Override
  protected List<String> ownMappings() {
    return List.of(forms().mapping(), resend("read"));
  }

  @Test
  void decidesEveryRequestOverHttp2() throws IOException {
    assumeHttp2();
    try (Http2Hops hops = new Http2Hops()) {
      Message answer = call(hops.request());

      assertNull(answer.get("exception"), answer::toString);
      if (answer.get("status").equals("200")) {
        hops.assertEachIsDecided();
      } else { // 5.6 follows no redirect to another host
        hops.assertFirstIsEdited();
      }
      hops.assertRedirectIsSaid(this::stderrWith);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "chunked"})
  void replacesClientSecretInFormOverHttp2(String bodyMode) {
    assumeHttp2();
    Message answer = call(forms().request(bodyMode));

    assertEquals("200", answer.get("status"), answer::toString);
    forms().assertEdited();
  }

  @Test
  void readsOnlyTheAnswerThatTheApplicationGets() {
    assertReadsOnlyTheAnswerThatTheApplicationGets("read");
  }

  private Http2Forms forms() {
    return new Http2Forms(version() + " on " + jdk());
  }

  private void assumeHttp2() {
    assumeTrue(
        jdk().version() > 8 && !version().equals("5.0.4"),
        "it does not negotiate HTTP/2 on Java 8, nor in 5.0");
  }
}
