/**
 * The programs of the demonstration: an application from before managed identities. They know
 * nothing of the agent.
 */
package io.managedidentity.demo;
