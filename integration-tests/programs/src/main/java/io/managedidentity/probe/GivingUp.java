package io.managedidentity.probe;

/**
 * Gives a call up from another thread, {@code cancelAfter} milliseconds from now, if it says so. A
 * call may end while the client still closes its connection on that thread, and some clients would
 * give the next call that connection: so the next one waits for it, as an application that knows
 * its client does.
 */
public final class GivingUp {
  private static volatile Thread cancelling;

  private GivingUp() {}

  /** Called before the client is. */
  public static void later(Message call, Runnable cancel) {
    awaitLast();
    if (!call.has("cancelAfter")) {
      return;
    }
    long millis = Long.parseLong(call.get("cancelAfter"));
    Thread canceller =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                return;
              }
              cancelling = Thread.currentThread();
              cancel.run();
            },
            "canceller");
    canceller.setDaemon(true);
    canceller.start();
  }

  private static void awaitLast() {
    Thread last = cancelling;
    if (last != null && last != Thread.currentThread()) {
      try {
        last.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
