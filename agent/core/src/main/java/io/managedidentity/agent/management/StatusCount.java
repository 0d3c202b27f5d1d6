package io.managedidentity.agent.management;

/** How often answers had one status; getters, since JMX shows it. */
public final class StatusCount {
  private final int status;
  private final long count;

  StatusCount(int status, long count) {
    this.status = status;
    this.count = count;
  }

  public int getStatus() {
    return status;
  }

  public long getCount() {
    return count;
  }
}
