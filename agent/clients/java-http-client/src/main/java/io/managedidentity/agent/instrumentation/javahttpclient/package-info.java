/** The hook of {@code java.net.http}, JDK 11 and later. */
package io.managedidentity.agent.instrumentation.javahttpclient;
