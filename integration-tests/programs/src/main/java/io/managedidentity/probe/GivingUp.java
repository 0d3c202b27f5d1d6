package io.managedidentity.probe;

/**
 * Gives a call up from another thread, {@code cancelAfter} milliseconds from now, if it says so.
 */
public final class GivingUp {
  private GivingUp() {}

  public static void later(Message call, Runnable cancel) {
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
              cancel.run();
            },
            "canceller");
    canceller.setDaemon(true);
    canceller.start();
  }
}
