/** The hook of the client of Eclipse Jetty. */
package io.managedidentity.agent.instrumentation.jetty;
