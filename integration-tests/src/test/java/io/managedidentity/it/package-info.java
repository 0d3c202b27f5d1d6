/**
 * Tests of the packaged jar: {@code client} several clients or frameworks together, {@code jvm} the
 * agent as a guest in a JVM, {@code fuzz} random programs, {@code load} many requests. What they
 * are made of is in the module {@code kit}: {@code contract} is what every client must do, {@code
 * server} what the programs talk to.
 */
package io.managedidentity.it;
