package jdk.jfr;

/** One constant of the JDK's type. */
public enum RecordingState {
  RUNNING
}
