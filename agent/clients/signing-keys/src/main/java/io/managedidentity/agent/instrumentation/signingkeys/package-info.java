/** Sees which keys sign. */
package io.managedidentity.agent.instrumentation.signingkeys;
