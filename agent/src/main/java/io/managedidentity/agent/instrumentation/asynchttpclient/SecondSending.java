package io.managedidentity.agent.instrumentation.asynchttpclient;

import io.managedidentity.agent.injection.Resend;
import org.asynchttpclient.Request;

/** The plan to send a rejected request once more. */
final class SecondSending {
  final Resend resend;
  final Request request;

  SecondSending(Resend resend, Request request) {
    this.resend = resend;
    this.request = request;
  }
}
