package io.managedidentity.agent.instrumentation.commonshttpclient;

import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.WeakIdentityMap;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.httpclient.Header;
import org.apache.commons.httpclient.HttpMethodBase;
import org.apache.commons.httpclient.methods.EntityEnclosingMethod;
import org.apache.commons.httpclient.methods.ExpectContinueMethod;
import org.apache.commons.httpclient.methods.RequestEntity;
import org.jspecify.annotations.Nullable;

/**
 * Has the client's own loop go round once more after a rejection: it asks whether authentication is
 * needed, and then whether it may go on.
 */
final class Rejections {
  private final WeakIdentityMap<Exchange> exchanges;

  /** Of methods that are sent once more and have no other answer yet. */
  private final WeakIdentityMap<KeptAnswer> kept = new WeakIdentityMap<>();

  Rejections(WeakIdentityMap<Exchange> exchanges) {
    this.exchanges = exchanges;
  }

  /** True to go round once more; null to let the client answer by itself. */
  @Nullable Boolean isAuthenticationNeeded(HttpMethodBase method)
      throws ReflectiveOperationException {
    if (!kept.isEmpty()) {
      kept.remove(method); // another answer is there
    }
    return (!exchanges.isEmpty() && isToBeSentAgain(method)) ? Boolean.TRUE : null;
  }

  /** The same, asked after {@link #isAuthenticationNeeded}. */
  @Nullable Boolean authenticated(HttpMethodBase method) {
    Exchange exchange = exchanges.isEmpty() ? null : exchanges.get(method);
    boolean isDecided = exchange != null && exchange.resend != null;
    return isDecided ? Boolean.TRUE : null;
  }

  /** True where the method has its first answer again, else what it has failed with. */
  Object failed(Object thrown, HttpMethodBase method) throws ReflectiveOperationException {
    KeptAnswer first = kept.isEmpty() ? null : kept.remove(method);
    if (first == null || method.isAborted()) {
      return thrown;
    }
    first.restore(method);
    return true;
  }

  private boolean isToBeSentAgain(HttpMethodBase method) throws ReflectiveOperationException {
    Exchange exchange = exchanges.remove(method);
    WireEdit edit = exchange == null ? null : exchange.edit;
    int status = edit == null ? 0 : method.getStatusCode();
    if (edit == null || !WireEdit.isRejection(status)) {
      return false;
    }
    List<String> challenges = new ArrayList<>();
    for (Header header : method.getResponseHeaders("WWW-Authenticate")) {
      challenges.add(header.getValue());
    }
    Resend resend = edit.rejected(status, challenges, isRepeatable(method));
    if (resend == null || !resend.await(new Aborted(method))) {
      return false;
    }
    KeptAnswer first = KeptAnswer.of(method, resend);
    if (first == null) {
      return false; // it would be lost where the second sending fails
    }
    kept.put(method, first);
    exchanges.put(method, new Exchange(null, resend));
    return true;
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
