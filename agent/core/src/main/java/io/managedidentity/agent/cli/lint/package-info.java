/**
 * What is legal in a mapping file and probably not meant. Uses {@code config}, {@code catalogue},
 * {@code routing}, {@code target}, {@code refusal} and {@code json}.
 */
package io.managedidentity.agent.cli.lint;
