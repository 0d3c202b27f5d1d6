/** Sees connections without HTTP. */
package io.managedidentity.agent.instrumentation.sockets;
