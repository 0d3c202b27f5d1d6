/**
 * Identity sources: where a token comes from on this host, one class each (managed identity token
 * protocol). May use {@code token}, {@code json}, {@code clock}, {@code log}.
 */
package io.managedidentity.agent.identity;
