package jdk.jfr;

/** Signatures of the JDK's class. */
public abstract class Event {
  protected Event() {}

  public final void begin() {
    throw new UnsupportedOperationException();
  }

  public final void commit() {
    throw new UnsupportedOperationException();
  }
}
