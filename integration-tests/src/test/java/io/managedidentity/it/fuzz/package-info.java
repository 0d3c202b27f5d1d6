/**
 * The wire fuzzer: random programs over every client, each run with the agent and without it,
 * judged at the servers and by what the program saw. See docs/fuzzing.md.
 */
package io.managedidentity.it.fuzz;
