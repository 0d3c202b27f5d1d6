/**
 * The hooks of clients that write requests as messages of Netty: reactor-netty, Vert.x, Helidon
 * WebClient.
 */
package io.managedidentity.agent.instrumentation.netty;
