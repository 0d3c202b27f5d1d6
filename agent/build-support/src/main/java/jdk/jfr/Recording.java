package jdk.jfr;

/** Signature of the JDK's class. */
public final class Recording {
  private Recording() {}

  public RecordingState getState() {
    throw new UnsupportedOperationException();
  }
}
