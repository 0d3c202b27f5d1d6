/** The hook of Apache HttpAsyncClient 4. */
package io.managedidentity.agent.instrumentation.apacheasync4;
