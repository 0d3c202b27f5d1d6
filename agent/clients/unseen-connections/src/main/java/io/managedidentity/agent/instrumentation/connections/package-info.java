/** Sees TLS connections of clients that are not covered. */
package io.managedidentity.agent.instrumentation.connections;
