package io.managedidentity.agent.cli.live;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** What is wrong with a server's certificate, and what to do. */
final class TlsSentence {
  private static final int MOST_NAMES = 5;

  private TlsSentence() {}

  /**
   * @param shown the host
   * @param refusal what the trust manager threw
   */
  static String of(String shown, X509Certificate @Nullable [] chain, Throwable refusal) {
    X509Certificate own = chain == null || chain.length == 0 ? null : chain[0];
    if (own == null) {
      return "the server showed no certificate that could be checked, so nothing was sent";
    }
    for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return "a certificate expired (the server's own is valid until "
            + day(own.getNotAfter())
            + "), or the clock of this machine is wrong: have it renewed. Nothing was sent";
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "a certificate is not valid yet (the server's own from "
            + day(own.getNotBefore())
            + "): compare the clock of this machine (date -u). Nothing was sent";
      }
    }
    return isOtherName(refusal)
        ? "the certificate is for other names than "
            + shown
            + ": "
            + names(own)
            + ". Nothing was sent. Correct the host, or find out who answers there"
        : "the certificate, issued by \""
            + issuer(own)
            + "\", is not trusted by this JVM: import its authority into the trust store"
            + " (javax.net.ssl.trustStore) of the application's JVM and of this command. Nothing was"
            + " sent";
  }

  /** The JDK has no type for this. */
  private static boolean isOtherName(Throwable refusal) {
    for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("No subject alternative")
          || message.contains("No name matching")
          || message.contains("Illegal given domain name")) {
        return true;
      }
    }
    return false;
  }

  static String issuer(X509Certificate certificate) {
    return Shown.of(certificate.getIssuerX500Principal().getName());
  }

  private static String names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> name : all) {
          if (name.get(1) instanceof String && names.size() < MOST_NAMES) {
            names.add(Shown.of((String) name.get(1)));
          }
        }
      }
    } catch (CertificateParsingException e) {
      names.clear(); // its subject is left
    }
    return names.isEmpty()
        ? Shown.of(certificate.getSubjectX500Principal().getName())
        : String.join(", ", names);
  }

  /** In UTC, such as {@code 2027-01-31}. */
  static String day(Date date) {
    SimpleDateFormat format = new SimpleDateFormat("yyyy-MM-dd", Locale.ROOT);
    format.setTimeZone(TimeZone.getTimeZone("UTC"));
    return format.format(date);
  }
}
