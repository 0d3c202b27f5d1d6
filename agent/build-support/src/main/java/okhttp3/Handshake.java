package okhttp3;

/** Signatures of the class of OkHttp 3 to 5. */
public final class Handshake {
  private Handshake() {}
}
