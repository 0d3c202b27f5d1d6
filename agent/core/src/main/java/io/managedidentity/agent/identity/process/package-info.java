/**
 * Running a command-line program for its output, with bounds on time and size. Uses the JDK only.
 */
package io.managedidentity.agent.identity.process;
