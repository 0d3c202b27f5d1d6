/** Time as a collaborator, so that tests decide it. Uses the JDK only. */
package io.managedidentity.agent.clock;
