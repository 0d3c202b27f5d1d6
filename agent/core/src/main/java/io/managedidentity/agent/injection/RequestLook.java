package io.managedidentity.agent.injection;

import io.managedidentity.agent.discovery.Destination;
import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.discovery.MethodUse;
import io.managedidentity.agent.discovery.QueryUse;
import io.managedidentity.agent.discovery.SecretUse;
import io.managedidentity.agent.secrets.HeaderSecrets;
import io.managedidentity.agent.secrets.PercentText;
import io.managedidentity.agent.secrets.QuerySecrets;
import io.managedidentity.agent.secrets.SecretKind;
import io.managedidentity.agent.secrets.SecretValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes where a request goes and how the application authenticates it, as it is about to be
 * written. Changes nothing. A request like the one before it makes no object.
 */
final class RequestLook {
  private static final String HEADER = "header ";
  private static final String PARAMETER = "parameter ";
  private static final String TOKEN_PATH = "/token";
  private static final String NOTHING = "none";

  private final Discovery discovery;
  private final MethodUse use;
  private final Destination destination;

  /** For the requests of one method to one destination. */
  RequestLook(Discovery discovery, MethodUse use) {
    this.discovery = discovery;
    this.use = use;
    this.destination = use.destination();
  }

  /**
   * @param body null if there is none, it cannot be had, or {@link #readsBody} is false
   */
  void look(HeaderList headers, String target, byte @Nullable [] body) {
    String path = RequestTarget.originForm(target);
    boolean isTokenRequest = use.isPost() && isTokenPath(path);
    if (isTokenRequest) {
      use.tokenRequest(path);
    } else {
      use.request(path);
    }
    boolean isAuthenticated = headers(headers, isTokenRequest);
    int question = path.indexOf('?');
    isAuthenticated |= question >= 0 && query(path, question);
    if (isTokenRequest) {
      isAuthenticated |= form(headers, body);
    } else if (readsBody(path)) {
      isAuthenticated |= batch(body);
    }
    if (!isAuthenticated) {
      destination.secret(NOTHING, "").met();
    }
  }

  /** Whether the body of such a request may have a secret: a token request or a batch. */
  boolean readsBody(String path) {
    return use.isPost() && (isTokenPath(path) || BatchBody.isBatch(path));
  }

  private static boolean isTokenPath(String path) {
    int question = path.indexOf('?');
    int end = question < 0 ? path.length() : question;
    return path.startsWith(TOKEN_PATH, end - TOKEN_PATH.length());
  }

  private boolean headers(HeaderList headers, boolean isTokenRequest) {
    boolean isAuthenticated = false;
    for (int i = 0; i < headers.size(); i++) {
      String name = RequestSecrets.bare(headers.name(i));
      if (HeaderSecrets.isLookedAt(name)) {
        String value = headers.value(i);
        SecretUse known = destination.secretOf(name, value);
        SecretUse use = known == null ? header(name, value, isTokenRequest) : known;
        if (use != null) {
          use.met();
          isAuthenticated = true;
        }
      }
    }
    return isAuthenticated;
  }

  private @Nullable SecretUse header(String name, String value, boolean isTokenRequest) {
    int kinds = HeaderSecrets.of(name, value);
    if (kinds == 0) {
      return null;
    }
    SecretKind kind = SecretKind.of(kinds).get(0); // a header has one
    if (isTokenRequest && kind == SecretKind.BASIC) {
      kind = SecretKind.CLIENT_SECRET_BASIC;
    }
    SecretUse found = destination.secret(kind.label(), HEADER + name);
    discovery.fingerprint(found, kind, SecretValue.credentials(name, value));
    found.know(name, value);
    return found;
  }

  private boolean query(String path, int question) {
    if (QuerySecrets.of(path) == 0) {
      return false;
    }
    QueryUse known = destination.query(path, question);
    QueryUse found = known == null ? newQuery(path.substring(question)) : known;
    found.met();
    return true;
  }

  private QueryUse newQuery(String query) {
    List<SecretUse> uses = new ArrayList<>();
    boolean isSigned = (QuerySecrets.of(query) & SecretKind.SAS.bit()) != 0;
    if (isSigned) {
      SecretUse found = destination.secret(SecretKind.SAS.label(), PARAMETER + "sig");
      discovery.fingerprint(found, SecretKind.SAS, query);
      uses.add(found);
    }
    for (String parameter : QueryParameters.of(query.substring(1))) {
      for (SecretKind kind : SecretKind.of(QuerySecrets.of("?" + parameter))) {
        int equals = parameter.indexOf('=');
        SecretUse found =
            destination.secret(kind.label(), PARAMETER + parameter.substring(0, equals));
        discovery.fingerprint(found, kind, PercentText.decoded(parameter.substring(equals + 1)));
        uses.add(found);
      }
    }
    QueryUse made = new QueryUse(query, uses.toArray(new SecretUse[0]));
    destination.query(made);
    return made;
  }

  private boolean form(HeaderList headers, byte @Nullable [] body) {
    ClientAuthentication form = body == null ? null : ClientAuthentication.of(headers, body);
    if (form == null) {
      destination.unreadBody();
      return false;
    }
    boolean hasSecret = field(form, SecretKind.CLIENT_SECRET, "client_secret");
    boolean hasAssertion =
        field(form, SecretKind.CLIENT_CERTIFICATE, "client_assertion")
            || field(form, SecretKind.ENTRA_TOKEN, "client_assertion");
    return hasSecret || hasAssertion;
  }

  private boolean field(ClientAuthentication form, SecretKind kind, String name) {
    if ((form.kinds() & kind.bit()) == 0) {
      return false;
    }
    SecretUse found = destination.secret(kind.label(), "field " + name);
    discovery.fingerprint(found, kind, form.field(name));
    found.met();
    return true;
  }

  private boolean batch(byte @Nullable [] body) {
    if (body == null) {
      destination.unreadBody();
      return false;
    }
    if (BatchBody.secrets(body) == 0) {
      return false;
    }
    destination.secret(SecretKind.SHARED_KEY_BATCH.label(), "part").met();
    return true;
  }
}
