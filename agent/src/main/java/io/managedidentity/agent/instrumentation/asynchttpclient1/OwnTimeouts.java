package io.managedidentity.agent.instrumentation.asynchttpclient1;

import com.ning.http.client.providers.netty.future.NettyResponseFuture;
import com.ning.http.client.providers.netty.request.NettyRequestSender;
import com.ning.http.client.providers.netty.request.timeout.TimeoutsHolder;
import io.managedidentity.agent.injection.Faults;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Starts the time-outs of a request as the client does when it has written one. How long they are
 * only the client's own private method knows, which no version offers otherwise.
 */
final class OwnTimeouts {
  private final Faults faults;

  OwnTimeouts(Faults faults) {
    this.faults = faults;
  }

  /** What was started; null where that failed, and the request waits without. */
  @Nullable TimeoutsHolder start(NettyRequestSender sender, NettyResponseFuture<?> future) {
    try {
      Method schedule =
          NettyRequestSender.class.getDeclaredMethod("scheduleTimeouts", NettyResponseFuture.class);
      schedule.setAccessible(true);
      schedule.invoke(sender, future);
      Field holder = NettyResponseFuture.class.getDeclaredField("timeoutsHolder");
      holder.setAccessible(true);
      return (TimeoutsHolder) holder.get(future);
    } catch (ReflectiveOperationException | RuntimeException e) {
      faults.failed(e);
      return null;
    }
  }
}
