/**
 * {@code check --live}: whether the mappings of a file work from here. Uses {@code config}, {@code
 * routing}, {@code injection}, {@code token}, {@code identity.http}, {@code refusal} and {@code
 * shadow}.
 */
package io.managedidentity.agent.cli.live;
