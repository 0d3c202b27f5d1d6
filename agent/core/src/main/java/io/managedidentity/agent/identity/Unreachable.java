package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.TlsRefusedException;
import io.managedidentity.agent.token.TokenException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Network faults in words. */
final class Unreachable {
  private Unreachable() {}

  static TokenException because(Ask ask, @Nullable IOException fault) {
    String what = fault == null ? "no answer" : describe(fault);
    String todo = fault instanceof TlsRefusedException ? tlsRemedy(ask) : remedy(ask);
    return ask.failure(
            TokenErrorCode.MANAGED_IDENTITY_UNREACHABLE_NETWORK,
            ask.source.label()
                + " was not reached: "
                + what
                + " ("
                + requests(ask.attempts())
                + ", "
                + ask.where()
                + ").",
            todo)
        .cause(fault)
        .build();
  }

  static String describe(IOException fault) {
    if (fault instanceof TlsRefusedException) {
      return "TLS: " + fault.getMessage();
    }
    if (fault instanceof SocketTimeoutException) {
      return "time-out: " + fault.getMessage();
    }
    if (fault instanceof UnknownHostException) {
      return "the host name is not known";
    }
    if (fault instanceof ConnectException || fault instanceof NoRouteToHostException) {
      // Some JDKs add "(connect failed)", which says nothing more.
      return "no connection: "
          + String.valueOf(fault.getMessage()).replace(" (connect failed)", "");
    }
    return String.valueOf(fault.getMessage());
  }

  static String requests(int count) {
    return count == 1 ? "1 request" : count + " requests";
  }

  private static String tlsRemedy(Ask ask) {
    return ask.source.id().equals("service-fabric")
        ? "Restart the process: after a certificate rollover IDENTITY_SERVER_THUMBPRINT is new."
        : "Add the certificate authority of the server, or of the proxy in between, to the JVM's"
            + " trust store.";
  }

  private static String remedy(Ask ask) {
    if (ask.source.id().equals("imds")) {
      return "Outside Azure name another source, such as azure-cli; in a container let"
          + " 169.254.169.254 through.";
    }
    return "Check that the endpoint runs and that this process may connect to it.";
  }
}
