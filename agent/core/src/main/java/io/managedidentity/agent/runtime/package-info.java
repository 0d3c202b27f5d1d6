/**
 * The agent in a JVM that runs an application: what starts it, and what it does in the background.
 */
package io.managedidentity.agent.runtime;
