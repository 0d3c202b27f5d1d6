package jdk.jfr;

import java.util.List;

/** Signatures of the JDK's class. */
public final class FlightRecorder {
  private FlightRecorder() {}

  public static FlightRecorder getFlightRecorder() {
    throw new UnsupportedOperationException();
  }

  public List<Recording> getRecordings() {
    throw new UnsupportedOperationException();
  }

  public static void register(Class<? extends Event> type) {
    throw new UnsupportedOperationException();
  }
}
