package io.managedidentity.agent.refusal;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a service refused a request with a token, and what mends it. Immutable. */
public final class Refusal {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** What clocks may differ by, and tokens still be valid: services allow five minutes. */
  private static final long TOLERATED_SECONDS = 240;

  private static final String[] OF_AUDIENCE = {
    "udience validation failed", "nvalid audience", "InvalidAudience", "wrong audience"
  };
  private static final String[] OF_TENANT = {
    "ssuer validation failed", "wrong issuer", "Invalid issuer"
  };
  private static final String[] OF_CLOCK = {
    "ifetime validation failed", "token is expired", "token has expired", "not yet valid"
  };
  private static final String[] OF_ROLE = {
    "claim(s) are required", "required RBAC permissions", "lacks the required data action"
  };
  private static final String OF_COSMOS_MANAGEMENT =
      "cannot be authorized by AAD token in data plane";
  private static final String OF_SUBDOMAIN = "custom subdomain";

  private final RefusedRequest request;
  private final RefusalAnswer answer;
  private final List<String> codes;
  private final RefusalReason reason;

  private Refusal(RefusedRequest request, RefusalAnswer answer) {
    this.request = request;
    this.answer = answer;
    this.codes = answer.codes();
    this.reason = reason(request, answer, codes);
  }

  public static Refusal of(RefusedRequest request, RefusalAnswer answer) {
    return new Refusal(request, answer);
  }

  public RefusalReason reason() {
    return reason;
  }

  /**
   * The error code that says most, such as {@code AKV10022}: one that services are known to say, or
   * any of their own headers. Empty if there is none.
   */
  public String code() {
    for (String code : codes) {
      if (KnownRefusals.reason(code) != null) {
        return code;
      }
    }
    return codes.isEmpty() ? "" : codes.get(0);
  }

  /** Whether this, of the same answer, says something else than what is known of its head alone. */
  public boolean saysMoreThan(Refusal head) {
    return reason != head.reason
        || !code().equals(head.code())
        || isRoleNamed() != head.isRoleNamed()
        || isCosmosManagement() != head.isCosmosManagement()
        || !Objects.equals(wantedAudience(), head.wantedAudience());
  }

  private static RefusalReason reason(
      RefusedRequest request, RefusalAnswer answer, List<String> codes) {
    for (String code : codes) {
      RefusalReason known = KnownRefusals.reason(code);
      if (known != null) {
        return known;
      }
    }
    if (saysOneOf(answer, OF_CLOCK)) {
      return RefusalReason.CLOCK;
    }
    if (answer.says(OF_COSMOS_MANAGEMENT) || answer.says(OF_SUBDOMAIN)) {
      return RefusalReason.SERVICE;
    }
    if (saysOneOf(answer, OF_AUDIENCE)) {
      return RefusalReason.AUDIENCE;
    }
    if (saysOneOf(answer, OF_TENANT)) {
      return RefusalReason.TENANT;
    }
    if (saysOneOf(answer, OF_ROLE)) {
      return RefusalReason.ROLE;
    }
    return ofStatus(request, answer);
  }

  private static RefusalReason ofStatus(RefusedRequest request, RefusalAnswer answer) {
    if (request.isForTokenEndpoint()) {
      return RefusalReason.FEDERATION;
    }
    if (answer.status() == FORBIDDEN) {
      return RefusalReason.ROLE;
    }
    if (answer.status() != UNAUTHORIZED) {
      return RefusalReason.UNKNOWN;
    }
    String wanted = answer.challenge().resource();
    if (wanted != null && !isSameAudience(wanted, request.audience())) {
      return RefusalReason.AUDIENCE;
    }
    if (isOfOtherTenant(request, answer)) {
      return RefusalReason.TENANT;
    }
    return isClockWrong(answer) ? RefusalReason.CLOCK : RefusalReason.UNKNOWN;
  }

  private static boolean saysOneOf(RefusalAnswer answer, String[] words) {
    for (String word : words) {
      if (answer.says(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isClockWrong(RefusalAnswer answer) {
    return Math.abs(answer.clockBehindSeconds()) >= TOLERATED_SECONDS;
  }

  private static boolean isOfOtherTenant(RefusedRequest request, RefusalAnswer answer) {
    String wanted = answer.challenge().tenant();
    String own = request.tenant();
    return wanted != null && own != null && !wanted.equalsIgnoreCase(own);
  }

  private static boolean isSameAudience(String wanted, String own) {
    boolean isExact = wanted.contains("//vault."); // which tells a slash at the end from none
    return isExact
        ? wanted.equalsIgnoreCase(own)
        : withoutSlash(wanted).equalsIgnoreCase(withoutSlash(own));
  }

  private static String withoutSlash(String audience) {
    return audience.endsWith("/") ? audience.substring(0, audience.length() - 1) : audience;
  }

  /** What happened and what to do: sentences. May read the catalogue. */
  public String advice() {
    String known = sentence();
    return withClock(known == null ? Advice.of(this, request, answer) : known);
  }

  /** What a code means, where that is more than its reason; else null. */
  private @Nullable String sentence() {
    for (String code : codes) {
      String known = KnownRefusals.sentence(code, request);
      if (known != null && KnownRefusals.reason(code) == reason) {
        return known;
      }
    }
    return null;
  }

  /** A wrong clock is worth a word whatever the reason seems to be. */
  private String withClock(String sentence) {
    return reason != RefusalReason.CLOCK && isClockWrong(answer)
        ? sentence + " " + Advice.clock(answer)
        : sentence;
  }

  /** Whether the service says that a role is missing; else only its status lets one think so. */
  boolean isRoleNamed() {
    return KnownRefusals.reason(code()) == RefusalReason.ROLE || saysOneOf(answer, OF_ROLE);
  }

  boolean isCosmosManagement() {
    return answer.says(OF_COSMOS_MANAGEMENT);
  }

  /** The audience that the service wants, or null. */
  @Nullable String wantedAudience() {
    String wanted = answer.challenge().resource();
    wanted = wanted == null ? answer.audienceBetween("Expected ", ", found") : wanted;
    return wanted == null ? answer.audienceBetween("allowed audiences '", "'") : wanted;
  }
}
