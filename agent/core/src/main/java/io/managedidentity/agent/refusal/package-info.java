/**
 * What a service means that refuses a token, as sentences with the command that mends it. Pure: it
 * reads what others have read already. Uses {@code secrets}, {@code catalogue} and {@code target}.
 */
package io.managedidentity.agent.refusal;
