/**
 * Tests of the packaged jar: {@code contract} is what every client must do, {@code client} one
 * subclass for each client and version, {@code jvm} the agent as a guest in a JVM, {@code server}
 * what the programs talk to.
 */
package io.managedidentity.it;
