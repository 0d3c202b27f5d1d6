package io.managedidentity.agent.token;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Somebody who is called once when a fetch has ended, or when the wait is over. Thread-safe. */
final class TokenWaiter implements Runnable {
  /** Emptied by the call: what was waiting must not be held until the limit of its wait. */
  private final AtomicReference<@Nullable Runnable> resume;

  private final @Nullable HeldToken refused;

  /**
   * @param refused set for one who waits for another token than this one
   */
  TokenWaiter(Runnable resume, @Nullable HeldToken refused) {
    this.resume = new AtomicReference<@Nullable Runnable>(resume);
    this.refused = refused;
  }

  @Nullable HeldToken refused() {
    return refused;
  }

  @Override
  public void run() {
    Runnable first = resume.getAndSet(null);
    if (first != null) {
      first.run();
    }
  }
}
