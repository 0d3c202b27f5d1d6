/** What clients share whose connection carries messages: the life of one request on it. */
package io.managedidentity.agent.instrumentation.wire;
