package io.managedidentity.agent.identity;

import io.managedidentity.agent.identity.http.EndpointResponse;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import org.jspecify.annotations.Nullable;

/** Makes a token, or a failure, from a source's answer. */
final class TokenAnswer {
  private static final String[] MEMBERS = {
    "access_token",
    "expires_on",
    "expires_in",
    "refresh_in",
    "token_type",
    "client_id",
    "object_id",
    "msi_res_id",
    "mi_res_id"
  };
  private static final int OK = 200;

  private final Ask ask;
  private final EndpointResponse response;
  private final TokenErrorCode failed;
  private final JsonMembers members;

  private TokenAnswer(
      Ask ask, EndpointResponse response, TokenErrorCode failed, JsonMembers members) {
    this.ask = ask;
    this.response = response;
    this.failed = failed;
    this.members = members;
  }

  /**
   * Reads an answer that no retry would change.
   *
   * @param failed code for an answer that holds no usable token
   */
  static TokenAnswer read(Ask ask, EndpointResponse response, TokenErrorCode failed)
      throws TokenException {
    if (response.status() != OK) {
      throw ErrorAnswer.of(ask, response, failed);
    }
    try {
      if (response.contentCoding() != null) {
        throw new AnswerFormatException("it is compressed, which was not asked for");
      }
      if (response.isCut()) {
        throw new AnswerFormatException("it is larger than 1 MiB");
      }
      return new TokenAnswer(ask, response, failed, JsonMembers.read(response.text(), MEMBERS));
    } catch (AnswerFormatException e) {
      throw ask.failure(
              TokenErrorCode.MANAGED_IDENTITY_RESPONSE_PARSE_FAILURE,
              ask.source.label()
                  + " answered 200, but no token can be read from it: "
                  + e.getMessage()
                  + " ("
                  + ask.where()
                  + ").",
              "Perhaps a proxy or a login page answers there; bypass it for this address.")
          .status(OK)
          .build();
    }
  }

  /** Member that tells which identity the token is for; null if it is not there. */
  @Nullable String echo(String member) {
    return members.text(member);
  }

  AccessToken token() throws TokenException {
    String value = members.string("access_token");
    if (value == null || value.isEmpty()) {
      throw unusable("no access_token");
    }
    ask.secret(value);
    if (!isVisibleAscii(value)) {
      throw unusable("a token with characters that no header may hold");
    }
    String type = members.text("token_type");
    if (type != null && !type.equalsIgnoreCase("Bearer")) {
      throw unusable("a token of the type \"" + type + "\"");
    }
    long life = life();
    return new AccessToken(
        value,
        ask.source.id(),
        response.readAtNanos(),
        life,
        TokenLife.refreshIn(life, members.text("refresh_in")),
        ask.attempts());
  }

  private long life() throws TokenException {
    String expiresOn = members.text("expires_on");
    String expiresIn = members.text("expires_in");
    long life = TokenLife.seconds(expiresOn, expiresIn, response.senderWallMillis());
    if (life == TokenLife.MISSING) {
      throw unusable("a token without an expiry");
    }
    if (life == TokenLife.EXPIRED) {
      throw unusable("an expired token");
    }
    if (life == TokenLife.UNREADABLE) {
      throw ask.failure(
              TokenErrorCode.INVALID_TIMESTAMP_FORMAT,
              ask.source.label()
                  + " answered 200 with an expiry in an unknown form: \""
                  + shape(expiresOn == null ? String.valueOf(expiresIn) : expiresOn)
                  + "\".",
              "Report this form together with the name of the source.")
          .status(OK)
          .build();
    }
    return life;
  }

  private TokenException unusable(String what) {
    return ask.failure(
            failed,
            ask.source.label()
                + " answered 200 with "
                + what
                + " ("
                + Unreachable.requests(ask.attempts())
                + ", "
                + ask.where()
                + ").",
            "Check what answers at that address; it does not behave like the source.")
        .status(OK)
        .build();
  }

  static boolean isVisibleAscii(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ' || value.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** The form of a text without its content: digits become 0, letters a. */
  static String shape(String text) {
    StringBuilder shape = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), 40); i++) {
      char c = text.charAt(i);
      shape.append(Character.isDigit(c) ? '0' : Character.isLetter(c) ? 'a' : c);
    }
    return shape.toString();
  }
}
