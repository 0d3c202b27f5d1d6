package io.managedidentity.agent.token;

import java.util.Locale;
import java.util.Objects;

/**
 * Which identity of the host is meant: the system-assigned one, or a user-assigned one by one of
 * its three ids.
 */
public final class ManagedIdentityId {
  /** The ways to name a managed identity. */
  public enum Kind {
    SYSTEM_ASSIGNED("system-assigned"),
    CLIENT_ID("clientId"),
    OBJECT_ID("objectId"),
    RESOURCE_ID("resourceId");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The word that the mapping file uses for it. */
    public String label() {
      return label;
    }
  }

  private static final ManagedIdentityId SYSTEM = new ManagedIdentityId(Kind.SYSTEM_ASSIGNED, "");

  private final Kind kind;
  private final String value;

  private ManagedIdentityId(Kind kind, String value) {
    this.kind = kind;
    this.value = value;
  }

  public static ManagedIdentityId systemAssigned() {
    return SYSTEM;
  }

  /**
   * A user-assigned identity; {@code value} as written by the user, sent as it is, compared without
   * case.
   */
  public static ManagedIdentityId userAssigned(Kind kind, String value) {
    return new ManagedIdentityId(kind, value);
  }

  public Kind kind() {
    return kind;
  }

  /** The id, or an empty text for the system-assigned identity. */
  public String value() {
    return value;
  }

  /** Such as {@code system-assigned} or {@code clientId 11111111-2222-3333-4444-555555555555}. */
  public String inFull() {
    return kind == Kind.SYSTEM_ASSIGNED ? kind.label : kind.label + " " + value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ManagedIdentityId
        && ((ManagedIdentityId) other).kind == kind
        && ((ManagedIdentityId) other).value.equalsIgnoreCase(value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, value.toLowerCase(Locale.ROOT));
  }

  /**
   * Such as {@code system-assigned} or {@code clientId …5555}: ids are organisational, so only
   * their end is shown.
   */
  @Override
  public String toString() {
    return kind == Kind.SYSTEM_ASSIGNED
        ? kind.label
        : kind.label + " …" + value.substring(Math.max(0, value.length() - 4));
  }
}
