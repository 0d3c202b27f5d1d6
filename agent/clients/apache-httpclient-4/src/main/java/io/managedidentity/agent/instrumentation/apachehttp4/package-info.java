/** The hook of Apache HttpClient 4.0 to 4.5, blocking, its minimal client included. */
package io.managedidentity.agent.instrumentation.apachehttp4;
