/**
 * The configuration: where it comes from, what may stand in it, and the immutable values it
 * becomes. May use {@code json}, {@code target}, {@code token} and {@code log}.
 */
package io.managedidentity.agent.config;
