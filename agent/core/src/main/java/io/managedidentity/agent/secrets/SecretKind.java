package io.managedidentity.agent.secrets;

import java.util.ArrayList;
import java.util.List;

/** What a request is authenticated by. The labels are those of counters, records and reports. */
public enum SecretKind {
  /** {@code Basic}: user and password. */
  BASIC("basic"),
  /** {@code SharedKey ACCOUNT:SIGNATURE} of storage, Batch and Log Analytics. */
  SHARED_KEY("shared-key"),
  /** {@code SharedKeyLite} of storage. */
  SHARED_KEY_LITE("shared-key-lite"),
  /** A shared access signature in the query. */
  SAS("sas"),
  /** {@code SharedAccessSignature} or {@code WRAP access_token} in a header. */
  SAS_HEADER("sas-header"),
  /** A shared access signature in the source of a copy or a rename. */
  SAS_COPY_SOURCE("sas-copy-source"),
  /** A signature in a part of a batch. */
  SHARED_KEY_BATCH("shared-key-batch"),
  /** {@code type=master} of Cosmos DB. */
  COSMOS_MASTER_KEY("cosmos-master-key"),
  /** {@code type=resource} of Cosmos DB. */
  COSMOS_RESOURCE_TOKEN("cosmos-resource-token"),
  /** {@code HMAC-SHA256} of App Configuration and Communication Services. */
  HMAC("hmac"),
  /** {@code api-key}, {@code x-api-key}, or the scheme {@code ApiKey}. */
  API_KEY("api-key"),
  /** {@code Ocp-Apim-Subscription-Key} or {@code subscription-key}. */
  SUBSCRIPTION_KEY("subscription-key"),
  /** {@code x-functions-key} or {@code code}. */
  FUNCTIONS_KEY("functions-key"),
  /** {@code aeg-sas-key}, {@code aeg-sas-token}, or the scheme {@code SharedAccessKey}. */
  EVENT_GRID_KEY("event-grid-key"),
  /** {@code Digest} (RFC 7616). */
  DIGEST("digest"),
  /** A JWT that is signed with a shared key, as {@code Bearer} or {@code jwt-sas}. */
  HS256_JWT("hs256-jwt"),
  /** A personal access token of Databricks. */
  DATABRICKS_PAT("databricks-pat"),
  /** A personal access token of Azure DevOps: {@code Basic} without a user. */
  DEVOPS_PAT("devops-pat"),
  /** A {@code Bearer} value that is no token of Entra. */
  BEARER_KEY("bearer-key"),
  /** {@code client_secret} in the form of a token request. */
  CLIENT_SECRET("client-secret"),
  /** The client's secret as {@code Basic} on a token request (RFC 6749, 2.3.1). */
  CLIENT_SECRET_BASIC("client-secret-basic"),
  /** A {@code client_assertion} that the client signed with its certificate. */
  CLIENT_CERTIFICATE("client-certificate"),
  /** A token of Entra: no stored secret. */
  ENTRA_TOKEN("entra-token");

  private static final SecretKind[] ALL = values();

  private final String label;

  SecretKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** This kind alone, as a set. Sets are numbers, since one is made for each request. */
  @SuppressWarnings("EnumOrdinal") // never written down
  public int bit() {
    return 1 << ordinal();
  }

  /** The set without what is no stored secret. */
  public static int stored(int set) {
    return set & ~ENTRA_TOKEN.bit();
  }

  /** The kinds of a set. */
  public static List<SecretKind> of(int set) {
    List<SecretKind> kinds = new ArrayList<>(2);
    for (SecretKind kind : ALL) {
      if ((set & kind.bit()) != 0) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
