/** commons-httpclient 3. */
package io.managedidentity.agent.instrumentation.commonshttpclient;
