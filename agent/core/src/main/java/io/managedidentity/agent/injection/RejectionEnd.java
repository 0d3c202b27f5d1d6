package io.managedidentity.agent.injection;

/** What became of a request with a token that was answered 401 or 403. */
enum RejectionEnd {
  /** The application got that answer. */
  FINAL(". "),
  /** So did it after the second sending. */
  FINAL_AGAIN(", also when it was sent once more with a fresh token. "),
  /** A fresh token may have helped, but not all of the request can be sent again. */
  NOT_REPEATABLE(", and it cannot be sent again. "),
  /** It was to be sent again, and that came to nothing before anything was written. */
  NOT_SENT(
      ", and it could not be sent again in time or over that connection, or the answer is too long to"
          + " keep. "),
  /** The application got that answer. */
  NO_OTHER_TOKEN(
      ", and the identity source gave no other token, so the application got that answer. "),
  /** Sent once more as the application made it. */
  FELL_BACK(
      ", so the request was sent once more as the application made it (fallbackOnRejection). ");

  private final String words;

  RejectionEnd(String words) {
    this.words = words;
  }

  /** Goes on after "answered 401 to a request with its token". */
  String words() {
    return words;
  }
}
