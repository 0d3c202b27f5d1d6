package io.managedidentity.agent.identity.peers;

/**
 * A difference between a peer's requests and ours that is meant to be.
 *
 * @param identities kinds of identity that it shows for
 * @param difference as the comparison words it
 */
record PeerDifference(
    String peer, String source, String identities, String difference, String reason) {
  /** The observed part, without the reason. */
  String observed() {
    return peer + " | " + source + " | " + identities + " | " + difference;
  }
}
