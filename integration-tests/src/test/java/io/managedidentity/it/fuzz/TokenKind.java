package io.managedidentity.it.fuzz;

/** How the identity endpoint behaves for the token that is a program's own. */
enum TokenKind {
  /** Asked for with the first request, and there at once. */
  COLD(true),
  SLOW(true),
  /** Never given. */
  FAILING(false),
  /** Given when asked again. */
  FLAKY(false),
  /** Expires while it is used. */
  SHORT(false),
  /** The place rejects the first one. */
  REJECTED(false);

  /** Whether a mapped request must carry it. */
  final boolean isSure;

  TokenKind(boolean isSure) {
    this.isSure = isSure;
  }
}
