package io.managedidentity.agent.management;

import io.managedidentity.agent.config.Mode;
import io.managedidentity.agent.injection.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What would be done with a request and why; getters, since JMX shows it. */
public final class Explanation {
  String decision = "skip";
  String reason = "";
  String explanation = "";
  @Nullable String mapping;
  @Nullable Integer index;
  @Nullable String service;
  @Nullable String resource;
  @Nullable String identity;
  @Nullable List<String> remove;
  @Nullable Map<String, String> set;
  @Nullable Integer share;

  /** How the request would end; null while no mapping treats it. */
  @Nullable Outcome outcome;

  /** Whether the request carries the mapping's placeholder as the application makes it. */
  boolean isHeldBackAsMade;

  String host = "";
  @Nullable String note;
  @Nullable String token;
  List<String> replaces = Collections.emptyList();
  List<String> leaves = Collections.emptyList();
  final List<Mismatch> above = new ArrayList<>();

  Explanation() {}

  /** A mapping above the deciding one, and why it does not decide. */
  public static final class Mismatch {
    private final String mapping;
    private final int index;
    private final String because;

    Mismatch(String mapping, int index, String because) {
      this.mapping = mapping;
      this.index = index;
      this.because = because;
    }

    public String getMapping() {
      return mapping;
    }

    public int getIndex() {
      return index;
    }

    public String getBecause() {
      return because;
    }
  }

  /** {@code inject} or {@code skip}. */
  public String getDecision() {
    return decision;
  }

  /** A stable word. */
  public String getReason() {
    return reason;
  }

  /** The same as a sentence. */
  public String getExplanation() {
    return explanation;
  }

  /** Name of the mapping that decides; null if none does. */
  public @Nullable String getMapping() {
    return mapping;
  }

  /** Its place in the file, from 0. */
  public @Nullable Integer getIndex() {
    return index;
  }

  /** The service of the catalogue that the mapping names, which brings what it does not say. */
  public @Nullable String getService() {
    return service;
  }

  public @Nullable String getResource() {
    return resource;
  }

  public @Nullable String getIdentity() {
    return identity;
  }

  /** Headers, and query parameters with a question mark before each; null without a resource. */
  public @Nullable List<String> getRemove() {
    return remove == null ? null : new ArrayList<>(remove);
  }

  /** Headers that are set; {@code {token}} stands for the token. Null without a resource. */
  public @Nullable Map<String, String> getSet() {
    return set == null ? null : new LinkedHashMap<>(set);
  }

  /** How many of a hundred requests are treated so, if not all; null else. */
  public @Nullable Integer getShare() {
    return share;
  }

  /** The host as it was understood. */
  public String getHost() {
    return host;
  }

  public @Nullable String getNote() {
    return note;
  }

  /** Whether there is a token for it now, and why not; null of a file, and of what needs none. */
  public @Nullable String getToken() {
    return token;
  }

  /**
   * Kinds of stored secrets that the mapping takes off a request: of those on this one, or, if it
   * has none, of all that it knows a place for.
   */
  public List<String> getReplaces() {
    return new ArrayList<>(replaces);
  }

  /** Kinds that would leave with the request; chosen likewise. */
  public List<String> getLeaves() {
    return new ArrayList<>(leaves);
  }

  void ends(Outcome what, Mode mode) {
    outcome = what;
    reason = what.reason(mode);
  }

  /** Nothing is done to the request after all; if it fails, nothing leaves either. */
  void clearChanges(boolean fails) {
    List<String> stay = new ArrayList<>();
    if (!fails) {
      stay.addAll(leaves);
      stay.addAll(replaces);
    }
    leaves = stay;
    replaces = Collections.emptyList();
    remove = remove == null ? null : Collections.<String>emptyList();
    set = set == null ? null : Collections.<String, String>emptyMap();
  }

  public List<Mismatch> getAbove() {
    return new ArrayList<>(above);
  }
}
