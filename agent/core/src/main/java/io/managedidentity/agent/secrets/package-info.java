/** Stored secrets on requests: what kind they are, told by their form and never by their value. */
package io.managedidentity.agent.secrets;
