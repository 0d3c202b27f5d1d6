/**
 * A command's way to the agent in another JVM: the JDK's attach API, its local management connector
 * and the agent's JMX object. By reflection if the JDK's classes are not in every Java. JDK only.
 */
package io.managedidentity.agent.attach;
