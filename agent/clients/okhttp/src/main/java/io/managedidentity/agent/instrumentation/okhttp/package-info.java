/** The hook of OkHttp 3, 4 and 5. */
package io.managedidentity.agent.instrumentation.okhttp;
