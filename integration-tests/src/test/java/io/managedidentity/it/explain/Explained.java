package io.managedidentity.it.explain;

import io.managedidentity.it.explain.ExplainIdentity.Kind;
import io.managedidentity.it.explain.Wire.Fate;
import io.managedidentity.probe.Message;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What {@code explain} says of a request: which ends of it that allows. */
final class Explained {
  private final Message answer;
  private final String prefix;
  private final RandomMappings mappings;

  /**
   * @param prefix of the members that are its own
   * @param mappings that it speaks of
   */
  Explained(Message answer, String prefix, RandomMappings mappings) {
    this.answer = answer;
    this.prefix = prefix;
    this.mappings = mappings;
  }

  private String get(String name) {
    return answer.get(prefix + name, "");
  }

  private List<String> all(String name) {
    return answer.all(prefix + name);
  }

  private boolean says(String words) {
    return get("explanation").contains(words);
  }

  /** Of the token that it speaks of; null if it speaks of none. */
  Kind kind() {
    return get("index").isEmpty()
        ? null
        : Kind.in(mappings.tokens().get(Integer.parseInt(get("index"))));
  }

  /** Null if the wire agrees; else what it should have shown. */
  String disagreement(Wire wire) {
    boolean isSlow = Long.parseLong(wire.answer.get("millis", "0")) >= RandomMappings.WAIT_MILLIS;
    Set<Fate> allowed = allowed(isSlow);
    if (!allowed.contains(wire.fate)) {
      return "allowed " + allowed;
    }
    return wire.fate == Fate.WITH_TOKEN ? unlike(wire) : null;
  }

  /**
   * @param isSlow whether a request that waited may have waited in vain
   */
  private Set<Fate> allowed(boolean isSlow) {
    if (get("decision").equals("skip")) {
      return get("reason").equals("no-token") ? withoutToken() : EnumSet.of(skipped());
    }
    Set<Fate> allowed = EnumSet.noneOf(Fate.class);
    boolean isAnswered = says("is the answer, if there is one");
    if (says("instance discovery")) {
      allowed.add(Fate.ANSWERED_INSIDE);
    } else if (!isAnswered && !get("token").startsWith("none")) {
      allowed.add(Fate.WITH_TOKEN);
    } else {
      if (!kind().isSureToFail()) {
        allowed.add(isAnswered ? Fate.ANSWERED_INSIDE : Fate.WITH_TOKEN);
      }
      if (isSlow || !kind().isSureToCome() || (isAnswered && mappings.isHasty())) {
        allowed.add(says("request fails") ? Fate.FAILED : Fate.AS_MADE);
      }
    }
    addLeftOut(allowed);
    return allowed;
  }

  private Fate skipped() {
    return get("reason").equals("placeholder") ? Fate.FAILED : Fate.AS_MADE;
  }

  private Set<Fate> withoutToken() {
    Set<Fate> allowed = EnumSet.noneOf(Fate.class);
    boolean isOpen = says("If the next attempt fails as well") || says("unless it comes while");
    if (isOpen && !kind().isSureToFail()) {
      allowed.add(Fate.WITH_TOKEN);
    }
    allowed.add(says("request fails") ? Fate.FAILED : Fate.AS_MADE);
    addLeftOut(allowed);
    return allowed;
  }

  private void addLeftOut(Set<Fate> allowed) {
    if (!get("share").isEmpty()) {
      allowed.add(says("they fail") ? Fate.FAILED : Fate.AS_MADE);
    }
  }

  /** What it says is set and removed, and is not. */
  private String unlike(Wire wire) {
    for (String setting : all("set")) {
      int colon = setting.indexOf(": ");
      String name = setting.substring(0, colon);
      String value = setting.substring(colon + 2);
      String wrong = name.startsWith("form ") ? unlikeForm(wire) : unlikeHeader(wire, name, value);
      if (wrong != null) {
        return wrong;
      }
    }
    for (String removed : all("remove")) {
      boolean isThere =
          removed.startsWith("?")
              ? Wire.target(wire.sent).matches(".*[?&]" + removed.substring(1) + "=.*")
              : !removed.startsWith("form ")
                  && !isSet(removed)
                  && !wire.sent.headers(removed).isEmpty();
      if (isThere) {
        return removed + " is still there";
      }
    }
    return null;
  }

  private boolean isSet(String name) {
    return all("set").stream()
        .anyMatch(set -> set.toLowerCase().startsWith(name.toLowerCase() + ":"));
  }

  private static String unlikeForm(Wire wire) {
    String form = Wire.decoded(wire.sent.body());
    return form.contains("client_assertion=" + Wire.TOKEN) && !form.contains("client_secret=")
        ? null
        : "no assertion in place of the secret";
  }

  private String unlikeHeader(Wire wire, String name, String value) {
    String sent = wire.header(name);
    int token = value.indexOf("{token");
    if (token >= 0) {
      String start = value.substring(0, token);
      boolean isRight =
          sent.startsWith(start)
              && Wire.decoded(sent).startsWith(start + Wire.TOKEN + nameOfToken() + "~");
      return isRight ? null : name + " is " + sent + ", not " + value + " of " + nameOfToken();
    }
    return sent.isEmpty() || (!value.contains(" ") && !sent.equals(value))
        ? name + " is " + sent + ", not " + value
        : null;
  }

  private String nameOfToken() {
    String name = mappings.tokens().get(Integer.parseInt(get("index")));
    return name.isEmpty() ? get("resource") : name;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String name :
        List.of(
            "decision",
            "reason",
            "explanation",
            "mapping",
            "resource",
            "identity",
            "share",
            "token")) {
      text.append(name).append('=').append(get(name)).append("; ");
    }
    return text + "set=" + all("set") + "; remove=" + all("remove");
  }
}
