package io.managedidentity.agent.report;

/** A role that an application needs at a scope. Immutable. */
final class Grant {
  final String application;
  final String role;
  final ResourceType type;

  /** Name of the resource: the first label of its host. */
  final String resource;

  /** Below the resource, such as {@code blobServices/default/containers/invoices}; or empty. */
  final String below;

  /** What is not sure about the role: a sentence; or empty. */
  final String note;

  Grant(
      String application,
      String role,
      ResourceType type,
      String resource,
      String below,
      String note) {
    this.application = application;
    this.role = role;
    this.type = type;
    this.resource = resource;
    this.below = below;
    this.note = note;
  }

  /** Cosmos DB has roles of its own, which are assigned in another way. */
  boolean isOfCosmos() {
    return type == ResourceType.COSMOS;
  }

  /** After the resource group. */
  String path() {
    return type.type + "/" + resource + (below.isEmpty() ? "" : "/" + below);
  }

  @Override
  public String toString() {
    return application + ": " + role + " on " + path();
  }
}
