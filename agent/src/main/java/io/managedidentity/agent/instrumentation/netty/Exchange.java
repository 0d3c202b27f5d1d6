package io.managedidentity.agent.instrumentation.netty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.injection.RequestRefusedException;
import io.managedidentity.agent.injection.RouteInjection;
import io.managedidentity.agent.injection.WireEdit;
import io.managedidentity.agent.instrumentation.ClientHook;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One mapped request on its connection, between the HTTP codec and all else: writes the edited
 * copy, holds back what is written while there is no token yet, and looks at the answer. Taken out
 * when the answer begins. All on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise handed in tells the client
abstract class Exchange extends ChannelDuplexHandler {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final ClientHook hook;
  private final RouteInjection injection;
  private boolean isBegun;
  private @Nullable HeldWrites heldWrites;
  private @Nullable WireEdit edit;

  Exchange(ClientHook hook, RouteInjection injection) {
    this.hook = hook;
    this.injection = injection;
  }

  // The request

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (heldWrites != null && isFlushBeforeClose(message)) {
      giveUp();
      ctx.write(message, promise);
    } else if (heldWrites != null) {
      heldWrites.add(message, promise);
    } else if (!isBegun && message instanceof HttpRequest) {
      isBegun = true;
      begin(ctx, (HttpRequest) message, promise);
    } else {
      ctx.write(message, promise);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise) {
    try {
      if (injection.defer(WrittenRequest.headers(request), later(ctx))) {
        heldWrites = new HeldWrites(ctx, request, promise);
        return;
      }
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    send(ctx, request, promise);
  }

  private Runnable later(ChannelHandlerContext ctx) {
    return new Runnable() {
      @Override
      public void run() {
        ctx.channel()
            .eventLoop()
            .execute(
                new Runnable() {
                  @Override
                  public void run() {
                    goOn(ctx);
                  }
                });
      }
    };
  }

  private void goOn(ChannelHandlerContext ctx) {
    HeldWrites held = heldWrites;
    if (held == null) {
      return; // given up meanwhile: nothing is sent
    }
    heldWrites = null;
    if (send(ctx, held.request, held.promise)) {
      held.writeRest();
    } else {
      held.dropRest();
    }
    ctx.flush();
  }

  /** Whether the request was written; else it was refused. */
  private boolean send(ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise) {
    HttpRequest sent = request;
    try {
      HeaderList headers = WrittenRequest.headers(request);
      WireEdit made = injection.editNow(headers, request.uri());
      if (made != null) {
        sent = edited(request, made);
        edit = made;
      }
    } catch (RequestRefusedException e) {
      refuse(ctx, request, promise, new IOException(e.getMessage()));
      return false;
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
    ctx.write(sent, promise);
    return true;
  }

  /** Whether the client writes this only to close the connection when all before it is out. */
  boolean isFlushBeforeClose(Object message) {
    return false;
  }

  /** The request that is written. */
  abstract HttpRequest edited(HttpRequest request, WireEdit made);

  /** Lets the application have this exception in place of an answer; nothing is written. */
  abstract void refuse(
      ChannelHandlerContext ctx, HttpRequest request, ChannelPromise promise, IOException refusal);

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    giveUp();
    ctx.close(promise);
  }

  private void giveUp() {
    HeldWrites held = heldWrites;
    heldWrites = null;
    if (held != null) {
      held.fail();
    }
  }

  // The answer

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpResponse) {
      HttpResponse response = (HttpResponse) message;
      int status = response.status().code();
      if (status >= 200 || status == SWITCHING_PROTOCOLS) {
        note(response, status);
        leave(ctx);
      }
    }
    ctx.fireChannelRead(message);
  }

  /** The body may be a publisher that gives it only once, so the application gets the answer. */
  private void note(HttpResponse response, int status) {
    WireEdit sent = edit;
    if (sent == null || !WireEdit.isRejection(status)) {
      return;
    }
    try {
      sent.noteRejection(status, response.headers().getAll(HttpHeaderNames.WWW_AUTHENTICATE));
    } catch (RuntimeException | LinkageError e) {
      hook.failed(e);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    giveUp();
    ctx.fireChannelInactive();
  }

  private void leave(ChannelHandlerContext ctx) {
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    giveUp();
  }
}
