/**
 * Decides about one request on the wire and edits a copy of it: which mapping, which token, which
 * headers and parameters are removed. Client hooks call it with plain values; it knows no client.
 * May use {@code config}, {@code routing}, {@code refusal}, {@code secrets}, {@code token}, {@code
 * log}.
 */
package io.managedidentity.agent.injection;
