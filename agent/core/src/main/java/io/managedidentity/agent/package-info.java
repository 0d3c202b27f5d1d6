/**
 * The agent in its isolated loader: {@link io.managedidentity.agent.runtime.AgentRuntime} wires it
 * for a JVM that runs an application, {@link io.managedidentity.agent.Program} for a command.
 */
package io.managedidentity.agent;
