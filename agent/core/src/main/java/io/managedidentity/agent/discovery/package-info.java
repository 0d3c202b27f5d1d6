/**
 * What the application does by itself, for the records of {@code discover.report}: destinations,
 * the secrets of their requests, keys that sign, connections without HTTP. No class of it is read
 * unless discovery is on, and none of it holds or writes a secret or a signature.
 */
package io.managedidentity.agent.discovery;
