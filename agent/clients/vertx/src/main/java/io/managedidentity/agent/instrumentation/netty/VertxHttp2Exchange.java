package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.Continuation;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request on its stream, from its first frame to the headers of its answer. */
@SuppressWarnings("FutureReturnValueIgnored") // each promise tells the client
final class VertxHttp2Exchange {
  final VertxHttp2Frame.Headers first;
  private final @Nullable RouteInjection injection;
  private final ArrayDeque<VertxHttp2Frame> rest = new ArrayDeque<>();
  private @Nullable WireEdit edit;
  private final VertxHttp2Flow flow;
  private boolean isHeld;
  private @Nullable Continuation wait;

  /**
   * @param injection null for a request that is not mapped and only waits for its turn
   */
  VertxHttp2Exchange(
      @Nullable RouteInjection injection, VertxHttp2Frame.Headers first, VertxHttp2Flow flow) {
    this.injection = injection;
    this.first = first;
    this.flow = flow;
  }

  /**
   * @param tokenWait null for one that only waits for its turn
   */
  void setHeld(@Nullable Continuation tokenWait) {
    isHeld = true;
    wait = tokenWait;
  }

  boolean isHeld() {
    return isHeld;
  }

  /** Whether its token is there, or will not be in time. */
  boolean isReady() {
    return wait == null;
  }

  void setReady() {
    wait = null;
  }

  ChannelFuture hold(VertxHttp2Frame frame) {
    rest.add(frame);
    flow.hold(first.streamId, frame.size());
    return frame.promise;
  }

  /** What is to be written in place of the first headers; those themselves if nothing is. */
  Http2Headers edited() throws RequestRefusedException {
    if (injection != null) {
      String target = String.valueOf(first.headers.path());
      edit = injection.editNow(VertxHttp2Request.headers(first.headers), target, null);
    }
    return edit == null ? first.headers : VertxHttp2Request.edited(first.headers, edit);
  }

  boolean isEdited() {
    return edit != null;
  }

  /** Frames handed over meanwhile follow those. */
  void writeRest() {
    for (VertxHttp2Frame next = rest.poll(); next != null; next = rest.poll()) {
      next.write();
    }
    isHeld = false;
    flow.written(first.streamId);
  }

  void drop() {
    isHeld = false;
    Continuation ended = wait;
    wait = null;
    if (ended != null) {
      ended.cancel();
    }
    flow.dropped(first.streamId);
    first.drop();
    for (VertxHttp2Frame next = rest.poll(); next != null; next = rest.poll()) {
      next.drop();
    }
  }

  /**
   * A body written over HTTP/2 cannot be had again: a refused token is dropped, and the application
   * gets the answer.
   */
  void answered(int status, List<String> challenges) {
    if (edit != null && WireEdit.isRejection(status)) {
      edit.rejected(status, challenges, false);
    }
  }
}
