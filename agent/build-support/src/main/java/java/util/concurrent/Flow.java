package java.util.concurrent;

/** Signatures of the JDK's class (9 and later). */
public final class Flow {
  private Flow() {}

  /** Signatures of the JDK's type. */
  public interface Publisher<T> {
    void subscribe(Subscriber<? super T> subscriber);
  }

  /** Signatures of the JDK's type. */
  public interface Subscriber<T> {
    void onSubscribe(Subscription subscription);

    void onNext(T item);

    void onError(Throwable throwable);

    void onComplete();
  }

  /** Signatures of the JDK's type. */
  public interface Subscription {
    void request(long n);

    void cancel();
  }
}
