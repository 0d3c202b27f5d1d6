package io.managedidentity.agent.instrumentation.urlconnection;

import io.managedidentity.agent.token.GivenUp;
import java.lang.reflect.Field;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Whether another thread of the application has disconnected the connection since this was made.
 */
final class Disconnected implements GivenUp {
  private final HttpURLConnection connection;

  /** The client's own connection, which {@code disconnect} takes away. */
  private final Field field;

  private final @Nullable Object http;

  Disconnected(HttpURLConnection connection) throws ReflectiveOperationException {
    this.connection = connection;
    this.field = AnswerCopy.field(connection, "http");
    this.http = field.get(connection);
  }

  @Override
  public boolean isGivenUp() {
    try {
      return http != null && field.get(connection) == null;
    } catch (IllegalAccessException e) {
      return false;
    }
  }
}
