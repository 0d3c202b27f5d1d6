package sun.net.www;

/** Signatures of the JDK's class: the header of one message, entry 0 being the request line. */
public class MessageHeader {
  public String getKey(int index) {
    throw new UnsupportedOperationException();
  }

  public String getValue(int index) {
    throw new UnsupportedOperationException();
  }

  public String findValue(String key) {
    throw new UnsupportedOperationException();
  }

  public void add(String key, String value) {
    throw new UnsupportedOperationException();
  }

  public void reset() {
    throw new UnsupportedOperationException();
  }
}
