/**
 * The part of the wire fuzzer that runs in the JVM under test: it plays programs that a seed made,
 * and tells everything that such a program can see. Release 8, no library.
 */
package io.managedidentity.fuzz;
