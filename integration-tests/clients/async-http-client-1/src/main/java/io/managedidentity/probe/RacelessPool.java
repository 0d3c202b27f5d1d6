package io.managedidentity.probe;

import com.ning.http.client.providers.netty.DiscardEvent;
import com.ning.http.client.providers.netty.NettyAsyncHttpProviderConfig;
import com.ning.http.client.providers.netty.channel.pool.ChannelPool;
import com.ning.http.client.providers.netty.channel.pool.DefaultChannelPool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.locks.LockSupport;
import org.jboss.netty.channel.Channel;
import org.jboss.netty.util.HashedWheelTimer;

/**
 * Before 1.9.13 ({@code ChannelManager.tryToOfferChannelToPool}) the client gives a connection back
 * and only then marks it as one whose answers are dropped: whoever takes it in between never gets
 * an answer, with or without an agent. This pool hands a connection out once it is marked.
 */
final class RacelessPool {
  private static final long PATIENCE_NANOS = 1_000_000_000L;
  private static final int IDLE_MILLIS = 60_000;

  private RacelessPool() {}

  static void setWhereNeeded(NettyAsyncHttpProviderConfig netty) {
    try {
      ChannelPool.class.getMethod("poll", String.class);
    } catch (NoSuchMethodException e) {
      return; // a version without the race
    }
    DefaultChannelPool pool = new DefaultChannelPool(IDLE_MILLIS, -1, true, new HashedWheelTimer());
    netty.setChannelPool(
        (ChannelPool)
            Proxy.newProxyInstance(
                ChannelPool.class.getClassLoader(),
                new Class<?>[] {ChannelPool.class},
                (proxy, method, arguments) -> {
                  try {
                    Object result = method.invoke(pool, arguments);
                    if (method.getName().equals("poll") && result != null) {
                      awaitMark((Channel) result);
                    }
                    return result;
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }));
  }

  private static void awaitMark(Channel channel) {
    long begin = System.nanoTime();
    while (channel.getAttachment() != DiscardEvent.INSTANCE
        && System.nanoTime() - begin < PATIENCE_NANOS) {
      LockSupport.parkNanos(100_000);
    }
  }
}
