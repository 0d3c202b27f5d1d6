package io.managedidentity.agent.injection;

import io.managedidentity.agent.secrets.HeaderSecrets;
import io.managedidentity.agent.secrets.PercentText;
import io.managedidentity.agent.secrets.QuerySecrets;
import io.managedidentity.agent.secrets.SecretKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The requests inside a batch of storage (multipart/mixed of application/http): the same lines,
 * with the token in place of each part's signature. All other lines, their order and their ends
 * stay.
 *
 * <p>Each part of a blob batch is authenticated by itself. Those of a transaction of tables are
 * not, but azure-storage 4 to 8 put the SAS of the whole on each of them.
 */
final class BatchBody {
  private static final String AUTHORIZATION = "authorization:";

  private static final String TRANSACTION = "/$batch";
  private static final String LAST = "batch";

  private final RequestRules rules;
  private final String authorization;
  private final boolean isTransaction;
  private final StringBuilder edited = new StringBuilder();

  /** Of the part: between its request line and the empty line after its headers. */
  private boolean isInRequest;

  private boolean hasAuthorization;

  private BatchBody(RequestRules rules, String authorization, boolean isTransaction) {
    this.rules = rules;
    this.authorization = authorization;
    this.isTransaction = isTransaction;
  }

  /**
   * Whether parts may be signed. Those of a transaction are only if the whole is.
   *
   * @param target as the application made it
   */
  static boolean isBatch(String target) {
    return QueryParameters.has(target, "comp=batch")
        || (isTransaction(target) && (QuerySecrets.of(target) & SecretKind.SAS.bit()) != 0);
  }

  private static boolean isTransaction(String target) {
    int question = target.indexOf('?');
    int end = question < 0 ? target.length() : question;
    return target.startsWith(LAST, end - LAST.length()) // most requests end here
        && PercentText.decoded(target.substring(0, end)).endsWith(TRANSACTION);
  }

  /**
   * The kinds of stored secrets in the parts, as a set; those of a batch are one kind.
   *
   * @param body null if it cannot be had: then there are some
   */
  static int secrets(byte @Nullable [] body) {
    if (body == null) {
      return SecretKind.SHARED_KEY_BATCH.bit();
    }
    int kinds = 0;
    String text = text(body);
    int end;
    for (int start = 0; start < text.length(); start = end) {
      end = lineEnd(text, start);
      kinds |= kinds(text.substring(start, end).trim());
    }
    return kinds == 0 ? 0 : SecretKind.SHARED_KEY_BATCH.bit();
  }

  /**
   * The body with this value of {@code Authorization} in each part.
   *
   * @param target of the whole
   */
  static byte[] edit(byte[] body, String target, RequestRules rules, String authorization) {
    BatchBody batch = new BatchBody(rules, authorization, isTransaction(target));
    String text = text(body);
    int end;
    for (int start = 0; start < text.length(); start = end) {
      end = lineEnd(text, start);
      batch.add(text.substring(start, end));
    }
    return batch.edited.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void add(String line) {
    String bare = line.trim();
    if (isRequestLine(bare)) {
      isInRequest = true;
      hasAuthorization = false;
      int target = bare.indexOf(' ') + 1;
      int version = bare.lastIndexOf(' ');
      edited
          .append(bare, 0, target)
          .append(rules.cut(bare.substring(target, version)))
          .append(bare, version, bare.length())
          .append(line, bare.length(), line.length());
    } else if (isInRequest && isAuthorization(bare)) {
      if (!hasAuthorization) {
        appendAuthorization(line.substring(bare.length()));
      }
    } else {
      if (isInRequest && bare.isEmpty()) {
        if (!hasAuthorization && !isTransaction) {
          appendAuthorization(line);
        }
        isInRequest = false;
      }
      edited.append(line);
    }
  }

  private void appendAuthorization(String end) {
    edited.append("Authorization: ").append(authorization).append(end);
    hasAuthorization = true;
  }

  private static int kinds(String line) {
    if (isRequestLine(line)) {
      return QuerySecrets.of(line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' ')));
    }
    return isAuthorization(line)
        ? SecretKind.stored(
            HeaderSecrets.of("Authorization", line.substring(AUTHORIZATION.length()).trim()))
        : 0;
  }

  private static boolean isRequestLine(String line) {
    int space = line.indexOf(' ');
    return space > 0
        && space != line.lastIndexOf(' ')
        && line.startsWith("HTTP/", line.lastIndexOf(' ') + 1);
  }

  private static boolean isAuthorization(String line) {
    return line.regionMatches(true, 0, AUTHORIZATION, 0, AUTHORIZATION.length());
  }

  /** With the line's end; a last line may have none. */
  private static int lineEnd(String text, int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end + 1;
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1);
  }
}
