/**
 * Commands of the program. They run the same core that the agent runs. May use every package but
 * {@code instrumentation}; of {@code injection} only the rules that {@code explain} shares with it.
 */
package io.managedidentity.agent.cli;
