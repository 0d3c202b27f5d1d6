package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request on its stream, from the frame that begins it to the headers of its answer. */
@SuppressWarnings("FutureReturnValueIgnored") // each promise tells the client
final class Http2Exchange {
  final Http2Frame.Headers first;
  private final @Nullable RouteInjection injection;
  private final ArrayDeque<Http2Frame> rest = new ArrayDeque<>();
  private @Nullable WireEdit edit;
  private boolean isHeld;
  private boolean isWaiting;

  /**
   * @param injection null for a request that is not mapped and only waits for its turn
   */
  Http2Exchange(@Nullable RouteInjection injection, Http2Frame.Headers first) {
    this.injection = injection;
    this.first = first;
  }

  /**
   * @param isWaitingForToken else only for its turn
   */
  void setHeld(boolean isWaitingForToken) {
    isHeld = true;
    isWaiting = isWaitingForToken;
  }

  boolean isHeld() {
    return isHeld;
  }

  /** Whether its token is there, or will not be in time. */
  boolean isReady() {
    return !isWaiting;
  }

  void setReady() {
    isWaiting = false;
  }

  ChannelFuture hold(Http2Frame frame) {
    rest.add(frame);
    return frame.promise;
  }

  /** What is to be written in place of the first headers; those themselves if nothing is. */
  Http2Headers edited() throws RequestRefusedException {
    if (injection != null) {
      String target = String.valueOf(first.headers.path());
      edit = injection.editNow(Http2Request.headers(first.headers), target);
    }
    return edit == null ? first.headers : Http2Request.edited(first.headers, edit);
  }

  boolean isEdited() {
    return edit != null;
  }

  /** Frames that are handed over meanwhile go after those. */
  void writeRest() {
    for (Http2Frame next = rest.poll(); next != null; next = rest.poll()) {
      next.write();
    }
    isHeld = false;
  }

  void drop() {
    isHeld = false;
    first.drop();
    for (Http2Frame next = rest.poll(); next != null; next = rest.poll()) {
      next.drop();
    }
  }

  /**
   * A body that is written over HTTP/2 cannot be had again: a token that was refused is dropped,
   * and the answer is the application's.
   */
  void answered(int status, List<String> challenges) {
    if (edit != null && WireEdit.isRejection(status)) {
      edit.noteRejection(status, challenges);
    }
  }
}
