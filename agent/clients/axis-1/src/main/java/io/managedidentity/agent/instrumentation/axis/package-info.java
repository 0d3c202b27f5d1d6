/** Axis 1, whose {@code HTTPSender} writes to sockets of its own. */
package io.managedidentity.agent.instrumentation.axis;
