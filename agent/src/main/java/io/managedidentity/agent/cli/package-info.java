/**
 * Commands of the program. They run the same core that the agent runs. May use every package but
 * {@code instrumentation} and {@code injection}.
 */
package io.managedidentity.agent.cli;
