package io.managedidentity.agent.runtime;

import io.managedidentity.agent.clock.AgentClock;
import io.managedidentity.agent.identity.http.EndpointAddresses;
import io.managedidentity.agent.identity.http.EndpointClient;
import io.managedidentity.agent.identity.http.JvmTlsTrust;
import io.managedidentity.agent.injection.TokenInjector;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.shadow.ShadowSender;
import io.managedidentity.agent.token.TokenThreads;

/** Separate: verifying it loads classes that only mode shadow needs. */
final class ShadowStart {
  private ShadowStart() {}

  static void begin(TokenInjector injector, TokenThreads threads, AgentLog log) {
    injector.repeat(
        new ShadowSender(
            new EndpointClient(
                EndpointAddresses.OF_THIS_HOST, new JvmTlsTrust(), AgentClock.SYSTEM),
            threads,
            injector,
            log));
  }
}
