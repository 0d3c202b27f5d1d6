package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.Resend;
import io.managedidentity.agent.injection.RouteInjection;

/** The plan for a request of the client that stands for a rejected one. Immutable. */
final class SecondSending {
  private final Written first;
  private final Resend resend;

  SecondSending(Written first, Resend resend) {
    this.first = first;
    this.resend = resend;
  }

  boolean isFor(RouteInjection injection) {
    return resend.isFor(injection);
  }

  /** What goes on the wire: the headers of the first sending, not those of the client's copy. */
  Written write(Sending sending) throws ReflectiveOperationException, RequestRefusedException {
    HeaderList headers = Fields.headers(first.original.request());
    return first.again(sending, headers, resend.edit(headers, first.original.target()));
  }
}
