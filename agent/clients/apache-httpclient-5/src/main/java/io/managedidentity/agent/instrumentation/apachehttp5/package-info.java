/** The hook of Apache HttpClient 5 classic, its minimal client included. */
package io.managedidentity.agent.instrumentation.apachehttp5;
