/**
 * The offline demonstration: an identity endpoint, an API that demands a token, and an unmodified
 * program that is refused without the agent and served with it. Uses only the JDK, so that the jar
 * needs nothing beside it.
 */
package io.managedidentity.agent.demo;
