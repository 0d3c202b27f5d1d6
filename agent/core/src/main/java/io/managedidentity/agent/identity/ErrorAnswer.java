package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.token.TokenException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes a failure from an answer whose status is not 200. */
final class ErrorAnswer {
  private static final int FORBIDDEN = 403;

  private ErrorAnswer() {}

  static TokenException of(Ask ask, EndpointResponse response, TokenErrorCode failed) {
    ErrorBody body = ErrorBody.read(response.contentCoding() == null ? response.text() : "");
    String correlationId = correlationId(body, response);
    String description = body.description() == null ? "" : body.description();
    boolean unreachable =
        response.status() == FORBIDDEN
            && description.toLowerCase(Locale.ROOT).contains("unreachable");
    StringBuilder what = new StringBuilder(ask.source.label());
    what.append(" answered ").append(response.status());
    if (body.code() != null) {
      what.append(' ').append(ErrorBody.oneLine(body.code()));
    }
    what.append(" (").append(Unreachable.requests(ask.attempts()));
    if (correlationId != null) {
      what.append(", correlation id ").append(correlationId);
    }
    what.append(", ").append(ask.where()).append(')');
    what.append(description.isEmpty() ? " without a message." : ": " + description);
    if (!description.isEmpty() && ".!?".indexOf(description.charAt(description.length() - 1)) < 0) {
      what.append('.');
    }
    String sourceError = body.code();
    return ask.failure(
            unreachable ? TokenErrorCode.MANAGED_IDENTITY_UNREACHABLE_NETWORK : failed,
            what.toString(),
            AnswerAdvice.of(ask, response.status(), description))
        .status(response.status())
        .sourceError(sourceError == null ? null : ask.masked(ErrorBody.oneLine(sourceError)))
        .correlationId(correlationId == null ? null : ask.masked(correlationId))
        .build();
  }

  private static @Nullable String correlationId(ErrorBody body, EndpointResponse response) {
    String id = body.correlationId();
    id = id == null || id.isEmpty() ? response.header("x-ms-request-id") : id;
    id = id == null || id.isEmpty() ? response.header("client-request-id") : id;
    return id == null || id.isEmpty() ? null : ErrorBody.oneLine(id);
  }
}
