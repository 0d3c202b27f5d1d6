/**
 * Mode shadow: requests of the application, sent once more with the token. Uses {@code injection},
 * {@code identity.http}, {@code token} and {@code refusal}.
 */
package io.managedidentity.agent.shadow;
