/** Connections of {@code java.net.URL} that a vendor brings, by their public methods alone. */
package io.managedidentity.agent.instrumentation.vendorurlconnection;
