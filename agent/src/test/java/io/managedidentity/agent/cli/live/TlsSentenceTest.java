package io.managedidentity.agent.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/**
 * The sentence for which no server of these tests shows a certificate; LiveCheckTest has others.
 */
class TlsSentenceTest {
  @Test
  void saysThatThereWasNoCertificateToCheck() {
    CertificateException refusal = new CertificateException("parsing failed");
    String sentence = "the server showed no certificate that could be checked, so nothing was sent";

    assertEquals(sentence, TlsSentence.of("\"api.corp.com\"", null, refusal));
    assertEquals(sentence, TlsSentence.of("\"api.corp.com\"", new X509Certificate[0], refusal));
  }
}
