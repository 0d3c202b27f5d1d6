package io.managedidentity.agent.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How requests to a destination were authenticated: kind, place, and whose secret it was. */
final class SecretUse {
  private static final int MOST_FINGERPRINTS = 64;

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
  private String first = "";
  private String last = "";
  private String site = "";
  private boolean hasMore;
  private final List<String> fingerprints = new ArrayList<>(1);

  SecretUse(String kind, String place) {
    this.kind = kind;
    this.place = place;
  }

  void add(JsonObject line, String salt, Texts texts) {
    count += line.number("count");
    first = Times.earlier(first, line.text("first"));
    last = Times.later(last, line.text("last"));
    hasMore |= line.flag("more");
    for (String fingerprint : line.texts("fingerprints")) {
      String key = Fingerprint.key(salt, fingerprint);
      if (!fingerprints.contains(key)) {
        if (fingerprints.size() < MOST_FINGERPRINTS) {
          fingerprints.add(texts.one(key));
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
    return first;
  }

  String last() {
    return last;
  }

  /** The first place in the application's code; empty if it was not seen. */
  String site() {
    return site;
  }

  /** Keys of {@link Fingerprint}. */
  List<String> fingerprints() {
    return fingerprints;
  }

  /** Whether there were more secrets than are named. */
  boolean hasMore() {
    return hasMore;
  }
}
