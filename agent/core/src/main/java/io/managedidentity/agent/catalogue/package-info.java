/**
 * The built-in catalogue of Azure services: {@code services.jsonl}, whose rows are read one by one.
 */
package io.managedidentity.agent.catalogue;
