package io.managedidentity.agent.report;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How requests to a destination were authenticated: kind, place, and whose secret it was. */
final class SecretUse {
  private static final int MOST_FINGERPRINTS = 64;

  private static final String[] NONE = {};

  /** Kinds of which only a signature is on the wire. */
  private static final Set<String> SIGNED =
      new HashSet<>(
          Arrays.asList(
              "shared-key",
              "shared-key-lite",
              "shared-key-batch",
              "sas",
              "sas-header",
              "sas-copy-source",
              "cosmos-master-key",
              "hmac",
              "hs256-jwt"));

  final String kind;
  final String place;

  private long count;
  private long first;
  private long last;
  private String site = "";
  private boolean hasMore;
  private String[] fingerprints = NONE;

  SecretUse(String kind, String place) {
    this.kind = kind;
    this.place = place;
  }

  void add(JsonObject line, String salt, Texts texts) {
    count += line.number("count");
    first = Times.earlier(first, Times.millis(line.text("first")));
    last = Math.max(last, Times.millis(line.text("last")));
    hasMore |= line.flag("more");
    for (String fingerprint : line.texts("fingerprints")) {
      String key = Fingerprint.key(salt, fingerprint);
      if (!fingerprints().contains(key)) {
        if (fingerprints.length < MOST_FINGERPRINTS) {
          fingerprints = Arrays.copyOf(fingerprints, fingerprints.length + 1);
          fingerprints[fingerprints.length - 1] = texts.one(key);
        } else {
          hasMore = true;
        }
      }
    }
    if (site.isEmpty()) {
      site = texts.one(Site.of(line));
    }
  }

  /** Whether it is a stored secret, and not a token of Entra or nothing. */
  boolean isStored() {
    return isStored(kind);
  }

  static boolean isStored(String kind) {
    return !kind.equals("none") && !kind.equals("entra-token") && !kind.isEmpty();
  }

  boolean isSigned() {
    return SIGNED.contains(kind);
  }

  long count() {
    return count;
  }

  String first() {
    return Times.text(first);
  }

  String last() {
    return Times.text(last);
  }

  /** The first place in the application's code; empty if it was not seen. */
  String site() {
    return site;
  }

  /** Keys of {@link Fingerprint}. */
  List<String> fingerprints() {
    return Arrays.asList(fingerprints);
  }

  /** Whether there were more secrets than are named. */
  boolean hasMore() {
    return hasMore;
  }
}
