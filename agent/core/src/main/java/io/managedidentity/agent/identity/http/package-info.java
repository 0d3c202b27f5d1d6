/**
 * HTTP/1.1 over plain sockets for identity endpoints: bounded in time and size, no proxy, no
 * redirect, nothing of what the application installed in the JVM's own clients. Uses the JDK and
 * {@code clock}.
 */
package io.managedidentity.agent.identity.http;
