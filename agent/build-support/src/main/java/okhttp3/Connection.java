package okhttp3;

import java.net.Socket;

/** Signatures of the class of OkHttp 3 to 5. */
public interface Connection {
  Handshake handshake();

  Socket socket();
}
