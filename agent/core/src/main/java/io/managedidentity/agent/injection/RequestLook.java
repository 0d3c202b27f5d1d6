package io.managedidentity.agent.injection;

import io.managedidentity.agent.discovery.Destination;
import io.managedidentity.agent.discovery.Discovery;
import io.managedidentity.agent.discovery.MethodUse;
import io.managedidentity.agent.discovery.QueryUse;
import io.managedidentity.agent.discovery.SecretUse;
import io.managedidentity.agent.secrets.HeaderSecrets;
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
  private final Destination destination;
  private final boolean isTokenRequest;

  private RequestLook(Discovery discovery, Destination destination, boolean isTokenRequest) {
    this.discovery = discovery;
    this.destination = destination;
    this.isTokenRequest = isTokenRequest;
  }

  /**
   * @param body null if there is none, it cannot be had, or {@link #readsBody} is false
   */
  static void look(
      Discovery discovery,
      MethodUse use,
      HeaderList headers,
      String target,
      byte @Nullable [] body) {
    String path = RequestTarget.originForm(target);
    use.request(path);
    RequestLook look =
        new RequestLook(discovery, use.destination(), use.isPost() && isTokenPath(path));
    boolean isAuthenticated = look.headers(headers);
    int question = path.indexOf('?');
    isAuthenticated |= question >= 0 && look.query(path, question);
    if (readsBody(use, path)) {
      isAuthenticated |= look.body(headers, body);
    }
    if (!isAuthenticated) {
      use.destination().secret(NOTHING, "").met();
    }
  }

  /** Whether the body of such a request may have a secret: a token request or a batch. */
  static boolean readsBody(MethodUse use, String path) {
    return use.isPost() && (isTokenPath(path) || BatchBody.isBatch(path));
  }

  private static boolean isTokenPath(String path) {
    int question = path.indexOf('?');
    int end = question < 0 ? path.length() : question;
    return path.startsWith(TOKEN_PATH, end - TOKEN_PATH.length());
  }

  private boolean headers(HeaderList headers) {
    boolean isAuthenticated = false;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (HeaderSecrets.isLookedAt(name)) {
        String value = headers.value(i);
        SecretUse known = destination.secretOf(name, value);
        SecretUse use = known == null ? header(name, value) : known;
        if (use != null) {
          use.met();
          isAuthenticated = true;
        }
      }
    }
    return isAuthenticated;
  }

  private @Nullable SecretUse header(String name, String value) {
    int kinds = HeaderSecrets.of(name, value);
    if (kinds == 0) {
      return null;
    }
    SecretKind kind = SecretKind.of(kinds).get(0); // a header has one
    if (isTokenRequest && kind == SecretKind.BASIC) {
      kind = SecretKind.CLIENT_SECRET_BASIC;
    }
    SecretUse use = destination.secret(kind.label(), HEADER + name);
    discovery.fingerprint(use, kind, SecretValue.credentials(name, value));
    use.know(name, value);
    return use;
  }

  private boolean query(String path, int question) {
    if (QuerySecrets.of(path) == 0) {
      return false;
    }
    QueryUse known = destination.query(path, question);
    QueryUse use = known == null ? newQuery(path.substring(question)) : known;
    use.met();
    return true;
  }

  private QueryUse newQuery(String query) {
    List<SecretUse> uses = new ArrayList<>();
    boolean isSigned = (QuerySecrets.of(query) & SecretKind.SAS.bit()) != 0;
    if (isSigned) {
      SecretUse use = destination.secret(SecretKind.SAS.label(), PARAMETER + "sig");
      discovery.fingerprint(use, SecretKind.SAS, query);
      uses.add(use);
    }
    for (String parameter : QueryParameters.of(query.substring(1))) {
      for (SecretKind kind : SecretKind.of(QuerySecrets.of("?" + parameter))) {
        int equals = parameter.indexOf('=');
        SecretUse use =
            destination.secret(kind.label(), PARAMETER + parameter.substring(0, equals));
        discovery.fingerprint(use, kind, QueryParameters.plain(parameter.substring(equals + 1)));
        uses.add(use);
      }
    }
    QueryUse made = new QueryUse(query, uses.toArray(new SecretUse[0]));
    destination.query(made);
    return made;
  }

  private boolean body(HeaderList headers, byte @Nullable [] body) {
    if (!isTokenRequest) {
      return batch(body);
    }
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
    SecretUse use = destination.secret(kind.label(), "field " + name);
    discovery.fingerprint(use, kind, form.field(name));
    use.met();
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
