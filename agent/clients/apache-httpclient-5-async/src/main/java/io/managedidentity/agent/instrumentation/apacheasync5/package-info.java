/** The hook of the asynchronous clients of Apache HttpClient 5, over HTTP/1.1 and HTTP/2. */
package io.managedidentity.agent.instrumentation.apacheasync5;
