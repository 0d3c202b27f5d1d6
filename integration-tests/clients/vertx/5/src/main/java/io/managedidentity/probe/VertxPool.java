package io.managedidentity.probe;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;

/** A client with so many connections, which 4 and 5 are told in other ways. */
public final class VertxPool {
  private VertxPool() {}

  public static HttpClient client(Vertx vertx, HttpClientOptions settings, int connections) {
    try {
      Class<?> type = Class.forName("io.vertx.core.http.PoolOptions");
      Object size = type.getConstructor().newInstance();
      type.getMethod("setHttp1MaxSize", int.class).invoke(size, connections);
      return (HttpClient)
          Vertx.class
              .getMethod("createHttpClient", HttpClientOptions.class, type)
              .invoke(vertx, settings, size);
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      return vertx.createHttpClient(settings.setMaxPoolSize(connections));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
