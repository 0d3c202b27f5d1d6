package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.providers.netty.future.NettyResponseFuture;
import com.ning.http.client.providers.netty.request.NettyRequestSender;
import com.ning.http.client.providers.netty.request.timeout.TimeoutsHolder;
import io.managedidentity.agent.injection.Faults;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/**
 * Starts the time-outs of a request as the client does when it has written one. Only the client's
 * own private method knows how long they are.
 */
final class OwnTimeouts {
  private final Faults faults;

  OwnTimeouts(Faults faults) {
    this.faults = faults;
  }

  /**
   * They end with the future: the client starts others when the request is written, but its time
   * started earlier. If that fails, the request waits without them.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the listener is told
  void start(NettyRequestSender sender, NettyResponseFuture<?> future) {
    try {
      Method schedule =
          NettyRequestSender.class.getDeclaredMethod("scheduleTimeouts", NettyResponseFuture.class);
      schedule.setAccessible(true);
      schedule.invoke(sender, future);
      Field holder = NettyResponseFuture.class.getDeclaredField("timeoutsHolder");
      holder.setAccessible(true);
      TimeoutsHolder started = (TimeoutsHolder) holder.get(future);
      if (started != null) {
        Ended ended = new Ended(started);
        future.addListener(ended, ended);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      faults.failed(e);
    }
  }

  /** Runs on the thread that ends the future. */
  private static final class Ended implements Runnable, Executor {
    private final TimeoutsHolder timeouts;

    Ended(TimeoutsHolder timeouts) {
      this.timeouts = timeouts;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void run() {
      timeouts.cancel();
    }
  }
}
