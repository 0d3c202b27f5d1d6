/** Discovery: what it finds in real clients, and that it changes nothing. */
package io.managedidentity.it.discovery;
