/** That the agent explains itself: what it says of a request, and what then happens on the wire. */
package io.managedidentity.it.explain;
