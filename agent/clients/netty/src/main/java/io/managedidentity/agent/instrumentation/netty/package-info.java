/** The hooks of clients that write requests as messages of Netty: reactor-netty and Vert.x. */
package io.managedidentity.agent.instrumentation.netty;
