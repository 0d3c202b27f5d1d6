/** Reading JSON with positions, small enough for the start-up path. Uses the JDK only. */
package io.managedidentity.agent.json;
