/** The agent's own lines: stderr or a file, never the application's logging. */
package io.managedidentity.agent.log;
