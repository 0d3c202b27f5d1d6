package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.Continuation;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request's wait for a token, and how long its client waits for an answer at most. */
final class ClientWait {
  private final Continuation wait;
  private final @Nullable Future<?> limit;

  /**
   * @param millis after which the exchange is told; 0 for never
   */
  ClientWait(Continuation wait, long millis, Exchange exchange, ChannelHandlerContext ctx) {
    this.wait = wait;
    this.limit =
        millis == 0
            ? null
            : ctx.executor()
                .schedule(
                    new Runnable() {
                      @Override
                      public void run() {
                        exchange.timedOut(ctx);
                      }
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
  }

  /** Neither the agent nor a timer holds the connection any more. */
  void end() {
    wait.cancel();
    if (limit != null) {
      limit.cancel(false);
    }
  }
}
