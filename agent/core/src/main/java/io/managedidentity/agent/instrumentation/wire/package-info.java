/** What clients have in common whose connection carries messages: the life of one request on it. */
package io.managedidentity.agent.instrumentation.wire;
