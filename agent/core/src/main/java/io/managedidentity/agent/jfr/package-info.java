/**
 * Events of the JVM's flight recorder. Loaded when a recording is made. Uses {@code injection} and
 * {@code token}.
 */
package io.managedidentity.agent.jfr;
