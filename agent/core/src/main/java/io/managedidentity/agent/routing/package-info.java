/**
 * Which mapping a request falls under, and why: the table, its decision, and the explanation of it.
 * May use {@code config}, {@code target} and {@code token}.
 */
package io.managedidentity.agent.routing;
