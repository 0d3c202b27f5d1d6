/** The hook of OkHttp 2. */
package io.managedidentity.agent.instrumentation.okhttp2;
