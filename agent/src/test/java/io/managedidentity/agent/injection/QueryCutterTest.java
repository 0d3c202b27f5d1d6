package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryCutterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/p /p",
        "/p? /p?",
        "/p?a=1 /p?a=1",
        "/p?sig=s /p",
        "/p?sig /p",
        "/p?sig= /p",
        "/p?SIG=s&a=1 /p?a=1",
        "/p?a=1&sig=s&b=%20&sig=t /p?a=1&b=%20",
        "/p?%73ig=s&a /p?a",
        "/p?si%67=s /p",
        "/p?xsig=1&sigx=2 /p?xsig=1&sigx=2",
        "/p?a=sig=1 /p?a=sig=1",
        "/p?&&sig=s& /p?&&",
        "/sig=s?a=1&code=c /sig=s?a=1",
        "http://h:1/p?sig=s&a=/%2F http://h:1/p?a=/%2F",
        "/p?%=1&%7=2&sig=s /p?%=1&%7=2",
      })
  void cutsNamedParametersOnly(String target, String expected) {
    String cut = QueryCutter.cut(target, List.of("sig", "code"));

    assertEquals(expected, cut);
  }
}
