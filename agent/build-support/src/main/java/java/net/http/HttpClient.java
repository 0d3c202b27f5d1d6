package java.net.http;

/** Signatures of the JDK's class (11 and later). */
public abstract class HttpClient {
  /** One constant of the JDK's type. */
  public enum Version {
    HTTP_1_1
  }
}
