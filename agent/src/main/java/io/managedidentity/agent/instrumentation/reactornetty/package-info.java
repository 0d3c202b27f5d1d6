/** The hook of reactor-netty 1. */
package io.managedidentity.agent.instrumentation.reactornetty;
