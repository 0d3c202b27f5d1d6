package io.managedidentity.agent.identity.http;

/** Time limits of one exchange (R-TIME), in milliseconds. Immutable. */
public final class Timeouts {
  /** IMDS, Arc, App Service, Cloud Shell, Machine Learning: they are on this host or its link. */
  public static final Timeouts LOCAL = new Timeouts(1000, 10_000);

  public static final Timeouts SERVICE_FABRIC = new Timeouts(2000, 10_000);
  public static final Timeouts ENTRA = new Timeouts(5000, 20_000);

  private final int connectMillis;
  private final int exchangeMillis;

  /**
   * @param connectMillis for each address that is tried
   * @param exchangeMillis from the connection to the last byte of the body, TLS included
   */
  public Timeouts(int connectMillis, int exchangeMillis) {
    this.connectMillis = connectMillis;
    this.exchangeMillis = exchangeMillis;
  }

  /** The smaller of both values, for each limit. */
  public Timeouts atMost(Timeouts other) {
    return new Timeouts(
        Math.min(connectMillis, other.connectMillis),
        Math.min(exchangeMillis, other.exchangeMillis));
  }

  public int connectMillis() {
    return connectMillis;
  }

  public int exchangeMillis() {
    return exchangeMillis;
  }
}
