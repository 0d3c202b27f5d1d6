package io.managedidentity.agent.report;

/**
 * What names a secret: its fingerprint and the salt that it was made with, or the run where there
 * was none. Only equal keys are the same secret.
 */
final class Fingerprint {
  private static final String RUN = "run-";

  private Fingerprint() {}

  /** What stands for the salt of a run. */
  static String scope(String salt, String run) {
    return salt.equals("none") ? RUN + run : salt;
  }

  static String key(String scope, String fingerprint) {
    return scope + ":" + fingerprint;
  }

  /** The 16 hex digits alone. */
  static String shown(String key) {
    return key.substring(key.indexOf(':') + 1);
  }

  /** Whether it can be compared with another run of the same salt. */
  static boolean isComparable(String key) {
    return !key.startsWith(RUN);
  }
}
