package io.managedidentity.agent.identity.peers;

import java.util.ArrayList;
import java.util.List;

/** Where we differ from the peers on purpose; {@code docs/peer-differences.md} is made of it. */
final class PeerDifferences {
  private static final String MSAL = "msal4j";
  private static final String AZURE = "azure-identity";

  static final List<PeerDifference> ROWS = rows();

  private PeerDifferences() {}

  private static List<PeerDifference> rows() {
    List<PeerDifference> rows = new ArrayList<>();
    imds(rows);
    cloudShell(rows);
    machineLearning(rows);
    serviceFabric(rows);
    workloadIdentity(rows);
    return List.copyOf(rows);
  }

  private static void imds(List<PeerDifference> rows) {
    String reason =
        "IMDS documents msi_res_id; the other name works on some virtual machines and fails on"
            + " Container Instances (msal4j issue 895).";
    both(rows, "imds", "resourceId", "query mi_res_id is there; ours has none", reason);
    both(rows, "imds", "resourceId", "query msi_res_id is missing; ours has it", reason);
  }

  private static void cloudShell(List<PeerDifference> rows) {
    String reason =
        "Cloud Shell documents a POST with a form; the peers' GET is answered only by luck.";
    both(rows, "cloud-shell", "system", "method is `GET`; ours is `POST`", reason);
    both(rows, "cloud-shell", "system", "query resource is there; ours has none", reason);
    both(rows, "cloud-shell", "system", "form resource is missing; ours has it", reason);
    both(rows, "cloud-shell", "system", "header Content-Type is missing; ours has it", reason);
  }

  private static void machineLearning(List<PeerDifference> rows) {
    String source = "machine-learning";
    String reason =
        "msal4j has no such source and takes it for Cloud Shell; MSAL.NET, MSAL Go and MSAL Node"
            + " send what we send.";
    both(rows, source, "system", "header Metadata is there; ours has none", reason);
    both(rows, source, "system", "header secret is missing; ours has it", reason);
    both(rows, source, "system", "query api-version is missing; ours has it", reason);
    both(rows, source, "system", "query clientid is missing; ours has it", reason);
    both(rows, source, "clientId", "makes no request; ours does", reason);
  }

  private static void serviceFabric(List<PeerDifference> rows) {
    String source = "service-fabric";
    String byObject =
        "Service Fabric knows an object id only as principalId, from api-version 2020-05-01 on"
            + " (MSAL.NET sends the same).";
    add(rows, MSAL, source, "objectId", "query object_id is there; ours has none", byObject);
    add(rows, MSAL, source, "objectId", "query principalId is missing; ours has it", byObject);
    add(
        rows,
        MSAL,
        source,
        "objectId",
        "query api-version is `2019-07-01-preview`; ours is `2020-05-01`",
        byObject);
    add(rows, AZURE, source, "objectId", "makes no request; ours does", byObject);
    add(
        rows,
        MSAL,
        source,
        "clientId, resourceId",
        "makes a request; ours none",
        "The manifest decides there; an ignored choice would give another identity's token, so it"
            + " is refused (Azure Identity refuses it too).");
  }

  private static void workloadIdentity(List<PeerDifference> rows) {
    String source = "workload-identity";
    add(
        rows,
        AZURE,
        source,
        "system, clientId",
        "form scope is `{resource}/.default offline_access openid profile`;"
            + " ours is `{resource}/.default`",
        "A client credentials grant has no user, so the scopes of OpenID Connect mean nothing.");
    add(
        rows,
        AZURE,
        source,
        "system, clientId",
        "form client_info is there; ours has none",
        "It asks for a user's account; there is none, and the answer is not read.");
    add(
        rows,
        AZURE,
        source,
        "objectId, resourceId",
        "makes a request; ours none",
        "Its builder takes no such id, so the grid asks with the variable's client id; the agent"
            + " refuses, since the token would be another identity's.");
  }

  private static void both(
      List<PeerDifference> rows,
      String source,
      String identities,
      String difference,
      String reason) {
    add(rows, MSAL, source, identities, difference, reason);
    add(rows, AZURE, source, identities, difference, reason + " (It asks through msal4j.)");
  }

  private static void add(
      List<PeerDifference> rows,
      String peer,
      String source,
      String identities,
      String difference,
      String reason) {
    rows.add(new PeerDifference(peer, source, identities, difference, reason));
  }
}
