/** The hook of {@code java.net.HttpURLConnection}, JDK 8 and later. */
package io.managedidentity.agent.instrumentation.urlconnection;
