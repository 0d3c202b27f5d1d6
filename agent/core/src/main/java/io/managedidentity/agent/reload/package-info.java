/**
 * A new version of the mapping file while the application runs: noticing it, and reporting what it
 * changes. Loaded when the first client was, in a program that has one. May use {@code config},
 * {@code token} and {@code log}.
 */
package io.managedidentity.agent.reload;
