package io.managedidentity.agent.instrumentation.wire;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.WireEdit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link WireExchange} of one request needs of its client's connection, or of its stream.
 * Called on that connection's event loop, except for what is read of the request.
 *
 * @param <M> a message that the connection carries: a request, or a part of an answer
 */
public interface Wire<M> {
  /** Where everything of the connection runs. */
  Executor eventLoop();

  // The request

  /** A copy of its headers, as the application and the client made them. */
  HeaderList headers(M request);

  String target(M request);

  /**
   * All of its body, if the mapping edits that ({@link WireExchange#editsBody}).
   *
   * @return null if it cannot be had, or must stay as it is
   */
  default byte @Nullable [] body(M request) {
    return null;
  }

  /** What is written in its place. */
  M edited(M request, WireEdit edit);

  /**
   * How long the client waits for an answer when it has handed the request over; 0 if it has no
   * such time, or itself ends what waits.
   */
  default long responseTimeoutMillis() {
    return 0;
  }

  /** The wait of the deferred request is over: now it must be edited and written. */
  void goOn() throws Exception;

  /** {@link #responseTimeoutMillis} were over before that. */
  default void timedOut() {}

  /** {@link #goOn} failed, which was counted. */
  void failed(Throwable e);

  // The answer

  /** The status of an answer's head; 0 for any other message. */
  int status(M message);

  /**
   * The values of all headers of that name.
   *
   * @param name in lower case
   */
  List<String> values(M head, String name);

  /** Bytes of the answer's body in this part. */
  int length(M part);

  /** A copy of the first of them, of no more than that length. The part stays as it is. */
  byte[] bytes(M part, int most);

  /** The answer that begins now is the application's: its body is to pass this on its way there. */
  void tap(AnswerTap tap);

  /** Whether the answer ends with this part. */
  boolean isLast(M part);

  /** Whether all of the request can be sent again after an answer that begins so. */
  boolean isRepeatable(M head);

  /** The answer that begins so is held from now on. */
  default void rejected(M head) {}

  /** Whether the application still waits for an answer, and there is a way to send again. */
  boolean isOpen();

  /**
   * Sends the request once more, freshly edited.
   *
   * @throws RequestRefusedException if it must not be sent; the application gets the rejection
   */
  void resend() throws RequestRefusedException;

  /**
   * Gives the application its rejection, after which the exchange is over.
   *
   * @param isResent whether it takes the place of the answer to the resend, which may still come
   */
  void deliver(Queue<M> rejection, boolean isResent);

  /** A part of an answer that is dropped. */
  default void drop(M part) {}

  /** The answer for the application starts: there is nothing more to look at. */
  void leave();
}
