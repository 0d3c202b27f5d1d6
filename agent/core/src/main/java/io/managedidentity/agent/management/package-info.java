/**
 * The agent's JMX object: what it shows and does. Loaded only if the application, or a tool that
 * attaches, has made a platform MBean server. May use the core, {@code reload} and what {@code
 * instrumentation} found.
 */
package io.managedidentity.agent.management;
