package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.ExistingAuthorization;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.log.LogLevel;
import io.managedidentity.agent.refusal.Refusal;
import io.managedidentity.agent.refusal.RefusedRequest;
import io.managedidentity.agent.secrets.AuthorizationValue;
import io.managedidentity.agent.secrets.HeaderSecrets;
import io.managedidentity.agent.secrets.SecretKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of requests that went another way than the mapping means. Words are made only when
 * they are said. Thread-safe.
 */
final class OutcomeLog {
  private final MappingConfig mapping;
  private final Causes causes;
  private final BodyBudget bodies = new BodyBudget();

  OutcomeLog(MappingConfig mapping, Causes causes) {
    this.mapping = mapping;
    this.causes = causes;
  }

  /**
   * The application's own authorization stays.
   *
   * @param at place of its header
   * @param isSecret whether there is a stored secret on the request
   */
  void kept(String host, HeaderList headers, int at, boolean isSecret) {
    long due = causes.met(isSecret ? "kept secret" : "kept");
    if (due == Reminder.NOT_DUE) {
      return;
    }
    String name = RequestSecrets.bare(headers.name(at));
    String value = headers.value(at);
    int kinds = HeaderSecrets.of(name, value);
    boolean isStored = SecretKind.stored(kinds) != 0;
    boolean isRecognised = isStored && AuthorizationValue.kind(value) != null;
    boolean keepsAll = mapping.existingAuthorization() == ExistingAuthorization.KEEP;
    causes.say(
        isStored ? LogLevel.WARN : LogLevel.INFO,
        due,
        name()
            + "a request to \""
            + host
            + "\" has a header "
            + mapping.header()
            + " of the application's own ("
            + kind(kinds)
            + "), which is kept, so it gets no token. To replace such a header, set"
            + " \"existingAuthorization\": \""
            + (keepsAll && isRecognised
                    ? ExistingAuthorization.REPLACE_STORED_SECRET
                    : ExistingAuthorization.REPLACE)
                .label()
            + "\" in that mapping.");
  }

  private static String kind(int kinds) {
    List<SecretKind> known = SecretKind.of(kinds);
    return known.isEmpty() ? "of a kind that the agent does not know" : known.get(0).label();
  }

  /**
   * A token request keeps the client's own authentication.
   *
   * @param kinds what its form has
   */
  void keptForm(String host, int kinds) {
    boolean isSecret = SecretKind.stored(kinds) != 0;
    long due = causes.met(isSecret ? "kept secret" : "kept");
    if (due != Reminder.NOT_DUE) {
      causes.say(
          isSecret ? LogLevel.WARN : LogLevel.INFO,
          due,
          name()
              + "a token request to \""
              + host
              + "\" goes out as the application made it, because "
              + (isSecret
                  ? "\"clientId\" does not name its app registration (it has a "
                      + kind(SecretKind.stored(kinds))
                      + "). Add the registration to \"clientId\"."
                  : "it has no client secret or certificate that an assertion could replace."
                      + " Nothing has to be done if the client is a public one, or has an assertion"
                      + " of its own."));
    }
  }

  void plainHttp(String host) {
    long due = causes.met("plain-http");
    if (due != Reminder.NOT_DUE) {
      causes.say(
          LogLevel.WARN,
          due,
          "a request to \""
              + host
              + "\" is not encrypted, so mapping \""
              + mapping.name()
              + "\" puts no token on it. Use https, or set \"allowPlainHttp\": true in that mapping.");
    }
  }

  /** A request to a host of the mapping, but not to a port of it. */
  void otherPort(String scheme, String host, int port) {
    long due = causes.met("other-port");
    if (due != Reminder.NOT_DUE) {
      String place = (host.indexOf(':') < 0 ? host : '[' + host + ']') + ":" + port;
      causes.say(
          LogLevel.WARN,
          due,
          name()
              + "a request to "
              + scheme
              + "://"
              + place
              + " gets no token, because the mapping names that host for other ports: "
              + mapping.hosts()
              + ". Add \""
              + place
              + "\" to its \"hosts\".");
    }
  }

  /**
   * A request to what the mapping names, but by another name.
   *
   * @param named by the mapping
   */
  void otherName(String host, String named) {
    long due = causes.met("other-name");
    if (due != Reminder.NOT_DUE) {
      causes.say(
          LogLevel.WARN,
          due,
          name()
              + "a request to \""
              + host
              + "\" gets no token, because the mapping names only \""
              + named
              + "\", although both seem to be the same. Add \""
              + host
              + "\" to its \"hosts\", or let the application use that name.");
    }
  }

  /**
   * A request over a TLS connection that was dialled by another name or an address.
   *
   * @param named by TLS and the mapping
   */
  void otherDial(String host, String named) {
    long due = causes.met("other-dial");
    if (due != Reminder.NOT_DUE) {
      causes.say(
          LogLevel.WARN,
          due,
          name()
              + "a request to \""
              + named
              + "\" gets no token, because its connection was dialled as \""
              + host.replaceAll("\\p{Cntrl}", "?")
              + "\". Let the client dial the name that it asks TLS for.");
    }
  }

  /**
   * 401 or 403 to a request with a token, for good. Said by the thread that has the answer, since a
   * program may end at once after it.
   *
   * @param request of which it is the answer
   * @return what is to read its body; null if nothing is to
   */
  @Nullable BodyReader rejected(
      RefusedRequest request, String host, AnswerHead head, RejectionEnd end) {
    Refusal refusal = Refusal.of(request, head.with(""));
    boolean isFallen = end == RejectionEnd.FELL_BACK;
    String what = isFallen ? "fell back " : "rejected ";
    String cause = what + head.status() + refusal.reason();
    say(causes.met(cause), host, head.status(), end, refusal);
    return isFallen || head.isCoded()
        ? null
        : new BodyReader(this, request, host, head, end, refusal);
  }

  /** Whether one more body may be looked at. */
  boolean mayLookAtBody() {
    return bodies.isLeft(causes.nanoTime());
  }

  /** Whether one more body is looked at. */
  boolean looksAtBody() {
    return bodies.take(causes.nanoTime());
  }

  /**
   * The body of that answer says more than its head. By its reason and not by its code, which a
   * service can invent; and without a count, since few bodies are looked at.
   */
  void explained(String host, int status, RejectionEnd end, Refusal refusal) {
    long due = causes.met("explained " + status + refusal.reason());
    say(due == Reminder.NOT_DUE ? due : 0, host, status, end, refusal);
  }

  private void say(long due, String host, int status, RejectionEnd end, Refusal refusal) {
    if (due != Reminder.NOT_DUE) {
      String code = refusal.code();
      causes.say(
          LogLevel.WARN,
          due,
          name()
              + "\""
              + host
              + "\" answered "
              + status
              + (code.isEmpty() ? "" : " (" + code + ")")
              + " to a request with its token"
              + end.words()
              + refusal.advice());
    }
  }

  /** A redirect to where this mapping puts no token on requests. */
  void redirected(String host, int status, Redirect redirect) {
    long due = causes.met("redirected " + redirect.cause());
    if (due != Reminder.NOT_DUE) {
      causes.say(
          LogLevel.INFO,
          due,
          name()
              + "\""
              + host
              + "\" answered "
              + status
              + " to a request with its token, a redirect "
              + redirect.place()
              + ". "
              + redirect.outlook());
    }
  }

  /** What there is to say of an answer could not be made out, for example from a damaged jar. */
  void unexplained(int status, String host, Throwable e) {
    causes.hourly(
        "unexplained",
        name()
            + "the service answered "
            + status
            + " to a request to \""
            + host
            + "\" with its token, and the agent cannot say why: "
            + e.getClass().getName()
            + ". Please report it.");
  }

  private String name() {
    return "mapping \"" + mapping.name() + "\": ";
  }
}
