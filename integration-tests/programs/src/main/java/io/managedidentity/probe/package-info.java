/**
 * Programs that play the legacy application in a JVM of their own: one small adapter for each
 * client, driven over stdin. They know nothing of the agent but the bridge's error count.
 */
package io.managedidentity.probe;
