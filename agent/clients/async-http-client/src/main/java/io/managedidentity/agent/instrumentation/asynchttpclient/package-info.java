/** The hook of AsyncHttpClient 2 and 3. */
package io.managedidentity.agent.instrumentation.asynchttpclient;
