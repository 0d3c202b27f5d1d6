package okhttp3;

/** One constant of the type of OkHttp 3 to 5. */
public enum Protocol {
  HTTP_1_1
}
