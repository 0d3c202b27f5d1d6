/** The hook of AsyncHttpClient 1.9 on Netty 3. */
package io.managedidentity.agent.instrumentation.asynchttpclient1;
