package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.injection.AnswerHeaders;
import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.instrumentation.InFlight;
import io.managedidentity.agent.instrumentation.Ledger;
import io.managedidentity.agent.instrumentation.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.httpclient.Header;
import org.apache.commons.httpclient.HttpMethodBase;
import org.apache.commons.httpclient.methods.EntityEnclosingMethod;
import org.apache.commons.httpclient.methods.ExpectContinueMethod;
import org.apache.commons.httpclient.methods.RequestEntity;
import org.jspecify.annotations.Nullable;

/**
 * Makes the client's own loop run once more after a rejection: it asks whether authentication is
 * needed, and then whether it may go on.
 */
final class Rejections {
  private final Ledger<InFlight, AnswerCopy> ledger;
  private final Faults faults;

  /**
   * @param ledger by method
   */
  Rejections(Ledger<InFlight, AnswerCopy> ledger, Faults faults) {
    this.ledger = ledger;
    this.faults = faults;
  }

  /** True to run once more; null to let the client decide. */
  @Nullable Boolean isAuthenticationNeeded(HttpMethodBase method)
      throws ReflectiveOperationException {
    InFlight sent = ledger.answered(method);
    return (sent != null && isToBeSentAgain(method, sent)) ? Boolean.TRUE : null;
  }

  /** The same, asked after {@link #isAuthenticationNeeded}. */
  @Nullable Boolean authenticated(HttpMethodBase method) {
    return ledger.resend(method) == null ? null : Boolean.TRUE;
  }

  /** True if the method has its first answer again, else what it has failed with. */
  Object failed(Object thrown, HttpMethodBase method) throws ReflectiveOperationException {
    Rejection<AnswerCopy> first = ledger.failed(method);
    if (first == null || method.isAborted()) {
      return thrown;
    }
    first.deliver().restore(method);
    return true;
  }

  private boolean isToBeSentAgain(HttpMethodBase method, InFlight sent)
      throws ReflectiveOperationException {
    int status = method.getStatusCode();
    if (!sent.edit.answered(status)) {
      return false;
    }
    Resend resend =
        sent.edit.awaitResend(
            status, headers(method), isRepeatable(method), new AbortedMethod(method));
    AnswerCopy first = resend == null ? null : AnswerCopy.of(method);
    if (resend != null && first == null) { // it would be lost if the resend fails
      sent.edit.notSent(resend);
    }
    if (resend == null || first == null) {
      TappedMethod.tap(method, sent.edit, faults);
      return false;
    }
    ledger.keep(method, resend, first);
    ledger.plan(method, resend);
    return true;
  }

  private static AnswerHeaders headers(HttpMethodBase method) {
    return new AnswerHeaders() {
      @Override
      public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Header header : method.getResponseHeaders(name)) {
          values.add(header.getValue());
        }
        return values;
      }
    };
  }

  /** Whether the body, if there is one, is known to be the same when it is written again. */
  private static boolean isRepeatable(HttpMethodBase method) {
    if (method instanceof EntityEnclosingMethod) {
      RequestEntity entity = ((EntityEnclosingMethod) method).getRequestEntity();
      return entity == null || entity.isRepeatable();
    }
    return !(method instanceof ExpectContinueMethod)
        && method.getRequestHeader("Content-Length") == null
        && method.getRequestHeader("Transfer-Encoding") == null;
  }
}
