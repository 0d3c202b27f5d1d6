package java.net.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Signatures of the JDK's type (11 and later). */
public interface HttpResponse<T> {
  /** Signatures of the JDK's type. */
  interface ResponseInfo {
    int statusCode();

    HttpHeaders headers();

    HttpClient.Version version();
  }

  /** Signature of the JDK's type. */
  interface BodyHandler<T> {
    BodySubscriber<T> apply(ResponseInfo info);
  }

  /** Signature of the JDK's type. */
  interface BodySubscriber<T> extends Flow.Subscriber<List<ByteBuffer>> {
    CompletionStage<T> getBody();
  }
}
