/**
 * Host names, addresses, ports and paths of requests, and the patterns that mappings write for
 * them: one implementation of each, shared by the mapping file and the request path. Uses the JDK
 * only.
 */
package io.managedidentity.agent.target;
