/**
 * Mode shadow: requests of the application, sent once more with the token. Uses {@code injection},
 * {@code identity.http}, {@code token} and {@code catalogue}.
 */
package io.managedidentity.agent.shadow;
